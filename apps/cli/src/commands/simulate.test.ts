import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  findNumbers,
  posesOfAngles,
  readDataset,
  readEerMovie,
  readMrc,
  readMrcMovie,
  readTiffMovie,
} from '@vitreous/formats';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSimulate } from './simulate.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitreous-simulate-'));
});
afterEach(async () => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** Runs the command; answers what it said on the error output and its exit code. */
async function run(...words: string[]): Promise<{ said: string; code: number }> {
  let said = '';
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  const command = createSimulate();
  for (const each of [command, ...command.commands]) each.exitOverride();
  try {
    await command.parseAsync(['node', 'simulate', ...words]);
  } catch {
    // commander has said what is wrong with the options.
    process.exitCode = 1;
  }
  const code = Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  vi.restoreAllMocks();
  return { said, code };
}

const small = ['--frames', '3', '--dose', '3', '--psize', '2', '--mass', '60', '--sym', 'C2', '--threads', '1'];

interface MovieTruth {
  readonly path: string;
  readonly particles: readonly { readonly x_px: number }[];
  readonly motion: { readonly sample_shifts_px: readonly (readonly unknown[])[] };
}

/** truth.json of a run in this test. */
async function truthOf(dir: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(dir, 'truth.json'), 'utf8')) as Record<string, unknown>;
}

describe('simulate movies', () => {
  it('writes movies of any shape with gain, defects and truth, the same for the same seed', async () => {
    const [first, second] = [join(folder, 'a'), join(folder, 'b')];
    const options = [...small, '--size', '200x168', '--count', '2'];
    expect(await run('movies', first, ...options)).toEqual({ said: '', code: 0 });
    await run('movies', second, ...options, '--threads', '2');
    expect((await readdir(first)).sort()).toEqual([
      'defects.txt',
      'gain.mrc',
      'movie-0001.tiff',
      'movie-0002.tiff',
      'truth.json',
    ]);
    for (const name of await readdir(first)) {
      expect((await readFile(join(first, name))).equals(await readFile(join(second, name)))).toBe(true);
    }
    const truth = await truthOf(first);
    expect(truth.size).toEqual([168, 200]);
    const movies = truth.movies as MovieTruth[];
    expect(movies.map(({ path }) => path)).toEqual(['movie-0001.tiff', 'movie-0002.tiff']);
    expect(movies[0]?.motion.sample_shifts_px.map((points) => points.length)).toEqual([81, 81, 81]);
    const movie = await readTiffMovie(join(first, 'movie-0001.tiff'));
    expect([movie.frames, movie.height, movie.width]).toEqual([3, 168, 200]);
    await movie.release();
  });

  it('writes the same counts as MRC and as TIFF', async () => {
    const options = [...small, '--size', '96'];
    await run('movies', join(folder, 't'), ...options);
    await run('movies', join(folder, 'm'), ...options, '--format', 'mrc');
    const tiff = await readTiffMovie(join(folder, 't/movie-0001.tiff'));
    const mrc = await readMrcMovie(join(folder, 'm/movie-0001.mrc'));
    expect(await mrc.handle.frame(2)).toEqual(await tiff.handle.frame(2));
    await Promise.all([tiff.release(), mrc.release()]);
  });

  it('writes electrons as EER, whose sum is the counts but for pixels hit twice in a raw frame', async () => {
    const options = [...small, '--size', '96'];
    await run('movies', join(folder, 't'), ...options);
    expect(await run('movies', join(folder, 'e'), ...options, '--format', 'eer')).toEqual({ said: '', code: 0 });
    const tiff = await readTiffMovie(join(folder, 't/movie-0001.tiff'));
    const eer = await readEerMovie(join(folder, 'e/movie-0001.eer'), { upsampling: 1, fractions: 3 });
    for (const frame of [0, 2]) {
      const [counts, electrons] = [await tiff.handle.frame(frame), await eer.handle.frame(frame)];
      const lost = counts.reduce((sum, count, i) => sum + count - (electrons[i] ?? NaN), 0);
      const total = counts.reduce((sum, count) => sum + count, 0);
      expect(counts.every((count, i) => count >= (electrons[i] ?? NaN))).toBe(true);
      expect(lost / total).toBeGreaterThan(0);
      // Half of the mean count of a raw frame, 4 / 20 electrons a pixel, and the hot pixels.
      expect(lost / total).toBeLessThan(0.15);
    }
    await Promise.all([tiff.release(), eer.release()]);
  });

  it.each([
    [['--size', '9000', '--format', 'eer', '--perfect-camera'], 'expected at most 8192 a side'],
    [['--size', '0'], 'the size 0 x 0: expected 64 to 32768 pixels'],
    [['--size', 'big'], 'expected a number of pixels'],
    [['--psize', '-1'], 'expected a number above 0'],
    [['--psize', '1000'], 'a pixel size of 1000 Å: expected 0.1 to 20 Å'],
    [['--particles', '99999'], 'do not fit'],
    [['--sym', 'Q3'], 'There is no symmetry "Q3"'],
    [['--model', '/no/such/file.pdb'], 'Cannot read /no/such/file.pdb'],
    [['--model', tmpdir()], 'that is a folder'],
  ])('refuses %j with a sentence and writes nothing', async (options, sentence) => {
    const { said, code } = await run('movies', join(folder, 'out'), ...small, '--size', '96', ...options);
    expect(said).toContain(sentence);
    expect(said).not.toContain('    at ');
    expect(code).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses a folder that is a file', async () => {
    await writeFile(join(folder, 'file'), '');
    const { said, code } = await run('movies', join(folder, 'file'), ...small, '--size', '96');
    expect(said).toContain('that is a file: name a folder');
    expect(code).toBe(1);
  });
});

describe('simulate particles', () => {
  const options = ['--count', '5', '--box', '48', '--psize', '4', '--mass', '60', '--sym', 'C2', '--threads', '1'];

  it('writes a stack, its table in both forms, the map and the truth, which agree', async () => {
    const dir = join(folder, 'p');
    expect(await run('particles', dir, ...options)).toEqual({ said: '', code: 0 });
    const stack = await readMrc(join(dir, 'particles.mrcs'));
    expect([stack.count, stack.height, stack.width]).toEqual([5, 48, 48]);
    const particles = (await truthOf(dir)).particles as {
      pose: number[];
      rot_deg: number;
      tilt_deg: number;
      psi_deg: number;
      centre_offset_px: number[];
    }[];
    const dataset = await readDataset(join(dir, 'particles.cs'));
    const [poses, shifts] = ['alignments3D/pose', 'alignments3D/shift'].map((name) => findNumbers(dataset, name));
    particles.forEach((particle, i) => {
      const angles = posesOfAngles([particle.rot_deg, particle.tilt_deg, particle.psi_deg]);
      particle.pose.forEach((value, axis) => {
        expect(angles[axis]).toBeCloseTo(value, 6);
        expect(Number(poses?.[3 * i + axis])).toBeCloseTo(value, 5);
      });
      particle.centre_offset_px.forEach((value, axis) => {
        expect(Number(shifts?.[2 * i + axis])).toBeCloseTo(-value, 5);
      });
    });
    expect((await readdir(dir)).sort()).toEqual([
      'map.mrc',
      'particles.cs',
      'particles.mrcs',
      'particles.star',
      'truth.json',
    ]);
  });

  it.each([
    [['--count', '0'], 'expected a whole number above 0'],
    [['--box', '4'], 'a box of 4 pixels: expected 16 to 2048'],
    [['--psize', '1000'], 'a pixel size of 1000 Å'],
    [['--psize', '0.5'], 'take a larger box or pixel'],
    [['--snr', '0'], 'expected a number above 0'],
  ])('refuses %j with a sentence and writes nothing', async (more, sentence) => {
    const { said, code } = await run('particles', join(folder, 'out'), ...options, ...more);
    expect(said).toContain(sentence);
    expect(code).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });
});
