import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mirrorMap, moveMap } from '@vitreous/algorithms';
import { createStandardDataset, findNumbers, findTexts, readMrcVolume, type Dataset } from '@vitreous/formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';
import { makeTestMap, testBoxPx as n, testPixelSizeA, writeVolume } from '../testing/write-volume.js';

let projectDir = '';
let map: Float32Array = new Float32Array(0);
beforeAll(async () => {
  projectDir = await realpath(await mkdtemp(join(tmpdir(), 'align-3d-')));
  map = await makeTestMap();
}, 60_000);
afterAll(() => rm(projectDir, { recursive: true, force: true }));

/** A third of a turn about the diagonal: whole voxels, so that nothing is lost. */
const turn = { rotation: [0, 0, 1, 1, 0, 0, 0, 1, 0], offsetPx: [2, -1, 3] } as const;

async function mapOf(dataset: Dataset | undefined, slot: string): Promise<Float32Array> {
  if (dataset === undefined) throw new Error('no volume');
  return (await readMrcVolume(join(projectDir, findTexts(dataset, `${slot}/path`)?.[0] ?? ''))).data;
}

function agreement(a: Float32Array, b: Float32Array): number {
  const power = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0);
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0) / Math.sqrt(power(a) * power(b));
}

/** Both correlations of the log's last line. */
function correlations(log: readonly string[]): number[] {
  return Array.from(/: (\S+) before, (\S+) after/.exec(log.at(-1) ?? '')?.slice(1) ?? [], Number);
}

describe('a volume that lies otherwise than its reference', () => {
  it('comes onto it, with all its maps, its mask and its particles', async () => {
    const moved = await moveMap(map, turn);
    const volume = await writeVolume(projectDir, 'moved', { map: moved, map_half_A: moved.map((value) => 2 * value) });
    const inputs = {
      volume: [volume],
      volume_ref: [await writeVolume(projectDir, 'reference', { map })],
      mask: [await writeVolume(projectDir, 'mask', { mask: moved.map((value) => (value > 0.3 ? 1 : 0)) })],
      particles: [
        createStandardDataset(1, {
          uid: BigUint64Array.of(3n),
          'alignments3D/pose': [0, 0, 0],
          'alignments3D/shift': [0, 0],
          'alignments3D/psize_A': [testPixelSizeA],
        }),
      ],
    };
    const { outputs, log } = await runJob('align_3D', { projectDir, inputs, params: { window_inner_A: 100 } });
    const [before = NaN, after = NaN] = correlations(log);
    expect(before).toBeLessThan(0.9);
    expect(after).toBeGreaterThan(0.99);
    expect(agreement(await mapOf(outputs['volume'], 'map'), map)).toBeGreaterThan(0.99);
    expect(agreement(await mapOf(outputs['volume'], 'map_half_A'), map)).toBeGreaterThan(0.99);
    expect(agreement(await mapOf(outputs['mask'], 'mask'), map)).toBeGreaterThan(0.9);
    // A third of a turn; the middle of the map now shows where the moved one had its offset.
    const particles = outputs['particles'];
    const pose = Array.from(findNumbers(particles ?? volume, 'alignments3D/pose') ?? []);
    expect((Math.hypot(...pose) * 180) / Math.PI).toBeCloseTo(120, 0);
    const shift = Array.from(findNumbers(particles ?? volume, 'alignments3D/shift') ?? []);
    // moved(r) = map(turn r + offset): the map's centre lies at - turn' offset in the moved map: (1, -3, -2) in x, y, z.
    expect(shift[0]).toBeCloseTo(-1, 1);
    expect(shift[1]).toBeCloseTo(3, 1);
  }, 60_000);

  it('is found as the other hand where that is allowed', async () => {
    const inputs = {
      volume: [await writeVolume(projectDir, 'hand', { map: mirrorMap(map) })],
      volume_ref: [await writeVolume(projectDir, 'own', { map })],
    };
    const params = { search_hands: true, window_inner_A: 100 };
    const { outputs, log } = await runJob('align_3D', { projectDir, inputs, params });
    expect(log.at(-1)).toContain('as the other hand');
    expect(agreement(await mapOf(outputs['volume'], 'map'), map)).toBeGreaterThan(0.99);
  }, 60_000);

  it.each([
    [{}, {}, 'connect it to volume_ref'],
    [{ align_to: 'symmetry' }, {}, 'C1 has no axes'],
    [{ align_map: 'map_sharp' }, {}, 'Input volume has no map_sharp'],
  ])('refuses %o', async (params, more, sentence) => {
    const inputs = { volume: [await writeVolume(projectDir, 'refused', { map })], ...more };
    await expect(runJob('align_3D', { projectDir, inputs, params })).rejects.toThrow(sentence);
  });
});

const shared = join(import.meta.dirname, '../../../../../shared/data');
if (!existsSync(shared)) console.warn(`skipped: ${shared} is not there`);

describe.skipIf(!existsSync(shared))('beta-galactosidase, a real map of D2', () => {
  let real: Float32Array = new Float32Array(0);
  beforeAll(async () => {
    const { outputs } = await runJob('import_volumes', {
      projectDir,
      params: { volume_blob_path: join(shared, 'ngl_betaGal.mrc') },
    });
    const params = { resample_size_pix: n };
    const inputs = { volume: outputs['imported_volume_1'] === undefined ? [] : [outputs['imported_volume_1']] };
    const small = await runJob('volume_tools', { projectDir, inputs, params });
    real = await mapOf(small.outputs['volume'], 'map');
  }, 60_000);

  it('comes back onto itself up to its symmetry', async () => {
    const inputs = {
      volume: [await writeVolume(projectDir, 'real-moved', { map: await moveMap(real, turn) }, 7.375)],
      volume_ref: [await writeVolume(projectDir, 'real', { map: real }, 7.375)],
    };
    const { log } = await runJob('align_3D', { projectDir, inputs, params: { window_inner_A: 220 } });
    expect(correlations(log)[1]).toBeGreaterThan(0.98);
  }, 60_000);

  it('comes onto the axes of D2', async () => {
    const angle = 0.6;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const rotation = [c, 0, s, 0, 1, 0, -s, 0, c] as const;
    const map = await moveMap(real, { rotation, offsetPx: [0.5, 0, -1] });
    const inputs = { volume: [await writeVolume(projectDir, 'real-tilted', { map }, 7.375)] };
    const params = { align_to: 'symmetry', symmetry: 'D2', window_inner_A: 220 };
    const { log } = await runJob('align_3D', { projectDir, inputs, params });
    const [before = NaN, after = NaN] = correlations(log);
    expect(before).toBeLessThan(0.8);
    expect(after).toBeGreaterThan(0.95);
  }, 60_000);
});
