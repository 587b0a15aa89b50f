import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  correlateVolumes,
  crossingOf,
  judgeHalves,
  meanOf,
  sharpen,
  softSphere,
  through as throughMask,
} from '@vitreous/algorithms';
import { findStarBlock, findStarColumn, readMrcVolume, readStar, writeMrc } from '@vitreous/formats';
import { createBandCurve, createRandom, forwardReal, inverseReal, multiplyRadial } from '@vitreous/numerics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What `validation` and `sharpen` do, beside RELION's post-processing of the same half maps through the same mask. */
const installed = spawnSync('relion_postprocess', ['--version']).error === undefined;
if (!installed) console.warn('skipped: RELION is not installed (Debian: apt-get install relion)');

const n = 64;
const pixelSizeA = 1.5;
const folder = mkdtempSync(join(tmpdir(), 'vitreous-relion-postprocess-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function noise(seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: n ** 3 }, () => random.normal());
}

describe.skipIf(!installed)('half maps beside relion_postprocess', () => {
  let halves: [Float32Array, Float32Array];
  let mask: Float32Array;
  let curves: Record<string, number[]>;
  let bFactor = NaN;
  beforeAll(async () => {
    // Detail in a ball that fades with 120 Å², in white noise.
    const ball = softSphere(n, 15, 3);
    const shape = [n, n, n];
    const fade = createBandCurve({ pixelSizeA, bFactorA2: 120 });
    const detail = await forwardReal(throughMask(noise(1), ball), shape);
    const map = await inverseReal(await multiplyRadial(detail, shape, fade), shape);
    const half = (seed: number): Float32Array => {
      const own = noise(seed);
      return map.map((value, i) => value + 0.15 * (own[i] ?? 0));
    };
    halves = [half(102), half(103)];
    mask = softSphere(n, 17, 6);
    const write = (name: string, data: Float32Array): Promise<void> =>
      writeMrc(join(folder, name), { depth: n, height: n, width: n, data }, { pixelSizeA });
    await write('half1_class001_unfil.mrc', halves[0]);
    await write('half2_class001_unfil.mrc', halves[1]);
    await write('mask.mrc', mask);
    mkdirSync(join(folder, 'post'));
    const args = ['--i', 'half1_class001_unfil.mrc', '--mask', 'mask.mrc', '--angpix', `${pixelSizeA}`, '--auto_bfac'];
    const { status, stderr } = spawnSync('relion_postprocess', [...args, '--autob_lowres', '10', '--o', 'post/map'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    const star = await readStar(join(folder, 'post/map.star'));
    const table = findStarBlock(star, 'fsc')?.loops[0];
    curves = Object.fromEntries(
      ['Unmasked', 'Masked'].map((kind) => [
        kind,
        Array.from((table && findStarColumn(table, `rlnFourierShellCorrelation${kind}Maps`)?.numbers()) ?? []),
      ]),
    );
    curves['Corrected'] = Array.from(
      (table && findStarColumn(table, 'rlnFourierShellCorrelationCorrected')?.numbers()) ?? [],
    );
    bFactor = Number(
      /_rlnBfactorUsedForSharpening\s+(\S+)/.exec(readFileSync(join(folder, 'post/map.star'), 'utf8'))?.[1],
    );
  }, 120_000);

  it('have the same curves, and the same resolution', async () => {
    const judged = await judgeHalves(halves, mask, { pixelSizeA, radiusPx: 28, seed: 1 }, { threads: 2 });
    for (const [ours, theirs, through] of [
      [judged.fsc.unmasked, curves['Unmasked'] ?? [], null],
      [judged.fsc.masked, curves['Masked'] ?? [], mask],
    ] as const) {
      const counted = await countedAsRelion(halves, through);
      for (let shell = 1; shell < n / 2; shell++) {
        expect(Math.abs((counted[shell] ?? NaN) - (theirs[shell] ?? NaN))).toBeLessThan(1e-4);
        expect(Math.abs((ours[shell] ?? NaN) - (theirs[shell] ?? NaN))).toBeLessThan(shell < 4 ? 0.2 : 0.05);
      }
    }
    // Each draws random phases of its own: a shell within the mask has some hundred nodes of its own, so that what the mask
    // correlates scatters by 0.06 on each; over all shells it does not.
    const differences = Array.from(
      judged.fsc.corrected.slice(1, n / 2),
      (value, i) => value - (curves['Corrected']?.[i + 1] ?? NaN),
    );
    for (const difference of differences) expect(Math.abs(difference)).toBeLessThan(0.15);
    const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    const theirs = (n * pixelSizeA) / crossingOf(curves['Corrected'] ?? [], 0.143);
    expect(Math.abs(judged.resolutionA / theirs - 1)).toBeLessThan(0.04);
  });

  it('are sharpened alike', async () => {
    const judged = await judgeHalves(halves, mask, { pixelSizeA, radiusPx: 28, seed: 1 }, { threads: 2 });
    const theirs = (await readMrcVolume(join(folder, 'post/map.mrc'))).data;
    const settings = {
      pixelSizeA,
      fsc: judged.fsc.corrected,
      fullMap: true,
      endShell: (n * pixelSizeA) / judged.resolutionA,
      order: 20,
      guinierFromA: 10,
      guinierToA: judged.resolutionA,
    };
    const own = await sharpen(meanOf(halves), mask, { ...settings, bFactorA2: null }, { threads: 2 });
    // The map has faded by 120 Å². RELION fits it without the mask, where noise makes it fade less.
    expect(Math.abs(own.bFactorA2 - 120)).toBeLessThan(25);
    expect(Math.abs(own.bFactorA2 + bFactor)).toBeLessThan(60);
    // With RELION's B-factor: the same map, up to a scale, as far as the resolution.
    const same = await sharpen(meanOf(halves), mask, { ...settings, bFactorA2: -bFactor }, { threads: 2 });
    const curve = await correlateVolumes(same.map, theirs, n);
    for (let shell = 2; shell < settings.endShell - 2; shell++) expect(curve[shell]).toBeGreaterThan(0.999);
    const [a, b] = [await powers(same.map), await powers(theirs)];
    const ratio = (shell: number): number => (a[shell] ?? NaN) / (b[shell] ?? NaN);
    for (let shell = 4; shell < settings.endShell - 3; shell++) {
      expect(Math.abs(ratio(shell) / ratio(8) - 1)).toBeLessThan(0.1);
    }
  });
});

/** Calls `visit` with each node of the half transform and the shell that it lies on. */
function visitHalf(visit: (at: number, shell: number) => void): void {
  const width = n / 2 + 1;
  const signed = (at: number): number => (2 * at < n ? at : at - n);
  for (let at = 0; at < n * n * width; at++) {
    const [y, z] = [signed(Math.floor(at / width) % n), signed(Math.floor(at / width / n))];
    visit(at, Math.round(Math.hypot(at % width, y, z)));
  }
}

/**
 * The correlation as RELION counts it: over the half transform, whose plane x = 0 holds both of each pair of opposite nodes, so
 * that it counts twice. Each node of the whole transform counts once here, which is what correlation on shells means.
 */
async function countedAsRelion(halves: readonly Float32Array[], through: Float32Array | null): Promise<number[]> {
  const [a = new Float32Array(0), b = new Float32Array(0)] = await Promise.all(
    halves.map((half) => forwardReal(through === null ? half : throughMask(half, through), [n, n, n])),
  );
  const sums = Array.from({ length: 2 * n }, () => [0, 0, 0]);
  visitHalf((at, shell) => {
    const [p = 0, q = 0, r = 0, t = 0] = [a[2 * at], a[2 * at + 1], b[2 * at], b[2 * at + 1]];
    const own = sums[shell] ?? [];
    [p * r + q * t, p * p + q * q, r * r + t * t].forEach((value, k) => (own[k] = (own[k] ?? 0) + value));
  });
  return sums.map(([product = 0, first = 0, second = 0]) => product / Math.sqrt(first * second));
}

/** Mean amplitude on each shell. */
async function powers(map: Float32Array): Promise<Float64Array> {
  const spectrum = await forwardReal(map, [n, n, n]);
  const sums = new Float64Array(2 * n);
  visitHalf((at, shell) => {
    sums[shell] = (sums[shell] ?? 0) + Math.hypot(spectrum[2 * at] ?? 0, spectrum[2 * at + 1] ?? 0);
  });
  return sums;
}
