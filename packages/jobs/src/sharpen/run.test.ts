import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { correlateVolumes } from '@vitreous/algorithms';
import { findIds, findTexts, readMrcVolume, type Dataset } from '@vitreous/formats';
import { forwardReal } from '@vitreous/numerics';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runJob, type RanJob } from '../testing/run-job.js';
import { makeTestHalves, makeTestMap, testBoxPx as n, testPixelSizeA, writeVolume } from '../testing/write-volume.js';

let projectDir = '';
let volume: Dataset;
beforeAll(async () => {
  projectDir = await mkdtemp(join(tmpdir(), 'sharpen-'));
  volume = await writeVolume(projectDir, 'halves', await makeTestHalves(0.03));
}, 60_000);
afterAll(() => rm(projectDir, { recursive: true, force: true }));

async function sharpened({ outputs }: RanJob): Promise<Float32Array> {
  const [path = ''] = findTexts(outputs['volume'] ?? volume, 'map_sharp/path') ?? [];
  return (await readMrcVolume(join(projectDir, path))).data;
}

/** Root of the mean power on a shell. */
async function amplitude(map: Float32Array, shell: number): Promise<number> {
  const spectrum = await forwardReal(map, [n, n, n]);
  let [power, count] = [0, 0];
  const signed = (at: number): number => (2 * at < n ? at : at - n);
  for (let at = 0; 2 * at < spectrum.length; at++) {
    const width = n / 2 + 1;
    const place = [at % width, signed(Math.floor(at / width) % n), signed(Math.floor(at / width / n))];
    if (Math.round(Math.hypot(...place)) !== shell) continue;
    power += (spectrum[2 * at] ?? 0) ** 2 + (spectrum[2 * at + 1] ?? 0) ** 2;
    count++;
  }
  return Math.sqrt(power / count);
}

it('undoes the fall-off that the map has, and says what it was', async () => {
  const done = await runJob('sharpen', {
    projectDir,
    inputs: { volume: [volume] },
    params: { sharp_guinier_from_A: 14 },
  });
  const said = Number(/Guinier plot says -(\S+) Å²/.exec(done.log.join('\n'))?.[1]);
  // The map fades by 200 Å²; its envelope of a ball adds a little.
  expect(Math.abs(said - 200)).toBeLessThan(40);
  const map = await sharpened(done);
  const truth = await makeTestMap();
  const curve = await correlateVolumes(map, truth, n);
  for (let shell = 3; shell < 14; shell++) expect(curve[shell]).toBeGreaterThan(0.9);
  const rise =
    (await amplitude(map, 14)) /
    (await amplitude(truth, 14)) /
    ((await amplitude(map, 6)) / (await amplitude(truth, 6)));
  const k = (shell: number): number => shell / (n * testPixelSizeA);
  expect(Math.log(rise)).toBeCloseTo((said / 4) * (k(14) ** 2 - k(6) ** 2), 0);
  expect(done.pictures.some((path) => path.endsWith('guinier.svg'))).toBe(true);
  // The half maps pass through, beside the sharpened one.
  const made = done.outputs['volume'];
  expect(made?.columns.has('map_half_A/path')).toBe(true);
  expect(findIds(made ?? volume, 'uid')).toEqual(findIds(volume, 'uid'));
});

it('applies the B-factor that is given: negative sharpens', async () => {
  const at = async (bFactor: number): Promise<number> => {
    const params = { sharp_bfactor: bFactor, sharp_fsc_weighting: false, sharp_lowpass_A: 7 };
    return amplitude(
      await sharpened(await runJob('sharpen', { projectDir, inputs: { volume: [volume] }, params })),
      12,
    );
  };
  const [none, more] = [await at(0), await at(-100)];
  const k = 12 / (n * testPixelSizeA);
  expect(more / none).toBeCloseTo(Math.exp((100 * k * k) / 4), 1);
});

it('takes a map alone with a B-factor, and says that it is not weighed', async () => {
  const alone = await writeVolume(projectDir, 'alone', { map: await makeTestMap() });
  const params = { sharp_bfactor: -50, sharp_lowpass_A: 8 };
  const { log, outputs } = await runJob('sharpen', { projectDir, inputs: { volume: [alone] }, params });
  expect(log.join('\n')).toContain('No half maps');
  expect(outputs['volume']?.length).toBe(1);
  await expect(
    runJob('sharpen', { projectDir, inputs: { volume: [alone] }, params: { sharp_lowpass_A: 9.9 } }),
  ).rejects.toThrow('too few shells for a Guinier plot: give the B-factor (sharp_bfactor)');
});
