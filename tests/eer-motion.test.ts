import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findStarBlock, readGain, readImage, readStar } from '@vitreous/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from './run-command.js';

/** From simulated electrons to a corrected micrograph, through the command line. */
const folder = mkdtempSync(join(tmpdir(), 'vitreous-eer-'));
const movie = join(folder, 'movie-0001.eer');
const frames = 8;

interface Corrected {
  readonly micrograph_non_dw: string;
  readonly motion_star: string;
  readonly psize_A: number;
  readonly micrograph_shape: readonly number[];
  readonly global_shifts_px: readonly (readonly [number, number])[];
  readonly warning: string | null;
}

interface Truth {
  readonly movies: readonly { readonly motion: { readonly global_shifts_px: readonly (readonly number[])[] } }[];
}

async function correct(name: string, ...options: string[]): Promise<Corrected> {
  const out = join(folder, name);
  const common = ['--psize', '1.5', '--dose', '24', '--eer-fractions', String(frames), '--json'];
  const { code, stdout, stderr } = await runCommand(['motion', movie, '--out', out, ...common, ...options]);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Corrected;
}

beforeAll(async () => {
  const size = ['--size', '512x448', '--frames', String(frames), '--psize', '1.5', '--dose', '24'];
  const made = await runCommand(['simulate', 'movies', folder, ...size, '--format', 'eer', '--eer-frames', '12']);
  expect(made).toMatchObject({ code: 0, stderr: '' });
}, 60_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const calibration = ['--gain', join(folder, 'gain.mrc'), '--defects', join(folder, 'defects.txt')];

it.each([1, 2])('finds the true motion of an EER movie rendered with an upsampling of %d', async (upsampling) => {
  const result = await correct(`up${upsampling}`, '--eer-upsampling', String(upsampling), ...calibration);
  expect(result).toMatchObject({
    psize_A: 1.5 / upsampling,
    micrograph_shape: [448 * upsampling, 512 * upsampling],
    warning: null,
  });
  const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as Truth;
  const errors = (truth.movies[0]?.motion.global_shifts_px ?? []).map((shift, t) =>
    shift.map((value, axis) => (result.global_shifts_px[t]?.[axis] ?? NaN) / upsampling - value),
  );
  expect(errors.length).toBe(frames);
  for (const axis of [0, 1]) {
    const mean = errors.reduce((sum, error) => sum + (error[axis] ?? NaN), 0) / frames;
    // So small a frame holds few particles; its range of drift is 6 px.
    for (const error of errors) expect(Math.abs((error[axis] ?? NaN) - mean)).toBeLessThan(0.6);
  }
  const general = findStarBlock(await readStar(result.motion_star), 'general')?.pairs;
  expect(general?.get('rlnEERUpsampling')).toBe(String(upsampling));
  expect(general?.get('rlnEERGrouping')).toBe('12');
  expect(general?.get('rlnImageSizeX')).toBe(String(512 * upsampling));
  expect(Number(general?.get('rlnMicrographOriginalPixelSize'))).toBeCloseTo(1.5 / upsampling, 6);
  expect(Number(general?.get('rlnMicrographDoseRate'))).toBeCloseTo(3, 6);
});

it('divides by the gain that the simulator writes for EER: columns come out even', async () => {
  const unevenness = async (path: string): Promise<number> => {
    const { height, width, data } = await readImage(path);
    const columns = Array.from({ length: width }, (_, x) => {
      let sum = 0;
      for (let y = 0; y < height; y++) sum += data[y * width + x] ?? 0;
      return sum / height;
    });
    const steps = columns.slice(1).map((value, x) => value - (columns[x] ?? 0));
    return Math.sqrt(steps.reduce((sum, step) => sum + step * step, 0));
  };
  // One frame, so that the pattern of the camera is not smeared by the motion that is undone.
  const one = ['--eer-upsampling', '1', '--frame-start', '3', '--frame-end', '4'];
  const even = await correct('even', ...one, ...calibration);
  const uneven = await correct('uneven', ...one);
  expect(await unevenness(even.micrograph_non_dw)).toBeLessThan(0.6 * (await unevenness(uneven.micrograph_non_dw)));
});

it('writes a gain that was turned as RELION takes one of EER movies', async () => {
  const options = ['--eer-upsampling', '1', '--gain', join(folder, 'gain.mrc'), '--gain-flip-x'];
  const { motion_star: star } = await correct('turned', ...options);
  const path = findStarBlock(await readStar(star), 'general')?.pairs.get('rlnMicrographGainName') ?? '';
  expect(path).toMatch(/\.gain$/);
  const turned = await readGain(join(folder, 'gain.mrc'), { movieFormat: 'eer', flipX: true });
  expect(await readGain(path, { movieFormat: 'eer' })).toEqual(turned);
});

it('takes psize_A for the size before upsampling, and says so where the file knows better', async () => {
  const out = ['--out', join(folder, 'doubt'), '--dose', '24', '--eer-fractions', '4'];
  const { code, stderr } = await runCommand(['motion', movie, ...out, '--psize', '0.75']);
  expect(code).toBe(0);
  expect(stderr).toContain("its sensor's pixel is 1.5000 Å, but psize_A is 0.75");
});
