import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { correlateVolumes, createAssembly, defaultParticleSettings, undoOddAberrations } from '@vitreous/algorithms';
import {
  createStandardDataset,
  datasetOfStar,
  findNumbers,
  readMrc,
  readMrcVolume,
  readStar,
  starOfDataset,
  withColumns,
  writeDataset,
  writeMrcStack,
  writeStar,
  type Dataset,
} from '@vitreous/formats';
import { writeSimulatedParticles } from '@vitreous/stages';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.js';

/** Aberrations that were put into simulated particles, as RELION finds them and as it takes them from our STAR files. */
const installed = spawnSync('relion_ctf_refine', ['--version']).error === undefined;
if (!installed) console.warn('skipped: RELION is not installed (Debian: apt-get install relion)');

const [count, boxPx, pixelSizeA] = [300, 80, 2];
const maskA = '110';
const microscope = { accelKv: 300, csMm: 2.7, ampContrast: 0.1 };
const shiftA = [0.4, -0.25] as const;
const tiltA = [9000, -6000] as const;
const trefoilA = [-8000, 14000] as const;
const tetraA = [4e6, -3e6, 1.2e7, 8e6] as const;
const csMm = 3.7;

const folder = mkdtempSync(join(tmpdir(), 'vitreous-relion-aberrations-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function relion(program: string, args: readonly string[]): void {
  // Without Ghostscript RELION cannot draw its report; what it found is written before.
  const { status, stderr } = spawnSync(`relion_${program}`, args, { cwd: folder, encoding: 'utf8' });
  expect(status, `${program}: ${stderr}`).toBe(0);
}

async function vitreous(args: readonly string[]): Promise<void> {
  const { code, stderr } = await runCommand([...args, '--json'], { cwd: folder });
  expect([code, stderr]).toEqual([0, '']);
}

type Columns = Readonly<Record<string, readonly number[]>>;

/** Particles that all have the same values in some columns, as STAR and `.cs`. */
async function writeParticles(name: string, particles: Dataset, columns: Columns): Promise<void> {
  const all = Object.entries(columns).map(([column, values]): [string, Float32Array] => [
    `ctf/${column}`,
    Float32Array.from({ length: count * values.length }, (_, i) => values[i % values.length] ?? NaN),
  ]);
  const table = withColumns(particles, createStandardDataset(count, Object.fromEntries(all)));
  await writeDataset(join(folder, `${name}.cs`), table);
  await writeStar(join(folder, `${name}.star`), starOfDataset(table).blocks);
}

const truth: Columns = { cs_mm: [csMm], shift_A: shiftA, tilt_A: tiltA, trefoil_A: trefoilA, tetra_A: tetraA };
const untold: Columns = { cs_mm: [microscope.csMm] };

describe.skipIf(!installed)('aberrations of simulated particles', () => {
  beforeAll(async () => {
    const context = { outDir: folder, threads: 2, signal: new AbortController().signal, progress: () => undefined };
    const settings = {
      ...defaultParticleSettings,
      ...{ count, boxPx, pixelSizeA, snr: 1, shiftPx: 1.5, bFactorA2: 10, envelopeA2: 10 },
      defocusRangeA: [3000, 8000] as const,
      microscope: { ...microscope, csMm, tetraA },
    };
    const specimen = createAssembly({ symmetry: 'D2', massKda: 120, seed: 7 });
    const { dataset, stack } = await writeSimulatedParticles(settings, specimen, 7, context);
    // The opposite of undoing is doing.
    const opposite = (values: readonly [number, number]) => [-values[0], -values[1]] as const;
    const odd = { shiftA: opposite(shiftA), tiltA: opposite(tiltA), trefoilA: opposite(trefoilA) };
    const { data } = await readMrc(stack);
    const turned = await undoOddAberrations(data, settings, () => ({ accelKv: 300, ...odd }), { threads: 2 });
    await writeMrcStack(stack, { height: boxPx, width: boxPx }, { pixelSizeA }, (append) => append(turned));
    const micrographs = Array.from({ length: count }, (_, i) => `mic${Math.floor(i / 20)}.mrc`);
    const placed = createStandardDataset(count, { 'location/micrograph_path': micrographs });
    const particles = withColumns(dataset, placed);
    await writeParticles('untold', particles, untold);
    await writeParticles('told', particles, truth);
    for (const column of ['tilt_A', 'trefoil_A', 'tetra_A']) {
      const wrong = (truth[column] ?? []).map((value) => -value);
      await writeParticles(`wrong-${column}`, particles, { ...truth, [column]: wrong });
    }
    await vitreous(['reconstruct', 'untold.star', '--sym', 'D2', '--mask-diameter', maskA, '--out', 'halves']);
  }, 300_000);

  /** What RELION or we added to the table without aberrations: values of the first particle, and the mean defocus. */
  function found(table: Dataset): number[] {
    const first = (column: string, width: number): number[] =>
      Array.from(findNumbers(table, `ctf/${column}`) ?? []).slice(0, width);
    return [
      ...[...first('tilt_A', 2), ...first('trefoil_A', 2), ...first('shift_A', 2)],
      ...[...first('tetra_A', 4), ...first('cs_mm', 1)],
    ];
  }

  /** Noise of 300 particles, and what the blur of a map of aberrated images adds: three deviations of ours, or a tenth. */
  const tolerances = [900, 900, 1400, 1400, 0.05, 0.05, 4e5, 4e5, 1.2e6, 1.2e6, 0.15];
  const wanted = [...tiltA, ...trefoilA, ...shiftA, ...tetraA, csMm];

  function compare(values: readonly number[]): void {
    wanted.forEach((value, i) => {
      expect(Math.abs((values[i] ?? NaN) - value), `${i}: ${values[i]}, not ${value}`).toBeLessThan(tolerances[i] ?? 0);
    });
  }

  it('are found by RELION with the signs and sizes that were put in', async () => {
    mkdirSync(join(folder, 'post'));
    mkdirSync(join(folder, 'refined'));
    const halves = ['halves/map_half_A.mrc', 'halves/map_half_B.mrc'] as const;
    const scale = `${pixelSizeA}`;
    const mask = ['--mask', 'halves/mask.mrc'];
    relion('postprocess', ['--i', halves[0], '--i2', halves[1], ...mask, '--angpix', scale, '--o', 'post/map']);
    const maps = ['--m1', halves[0], '--m2', halves[1], ...mask, '--angpix_ref', scale, '--f', 'post/map.star'];
    const what = ['--fit_beamtilt', '--odd_aberr_max_n', '3', '--fit_aberr'];
    relion('ctf_refine', ['--i', 'untold.star', ...maps, ...what, '--o', 'refined/', '--j', '2']);
    const { dataset, notes } = datasetOfStar(await readStar(join(folder, 'refined/particles_ctf_refine.star')));
    expect(notes.filter((note) => note.includes('Zernike'))).toEqual([]);
    compare(found(dataset));
  }, 300_000);

  it('are found by us', async () => {
    const maps = ['--half-a', 'halves/map_half_A.mrc', '--half-b', 'halves/map_half_B.mrc', '--mask-diameter', maskA];
    await vitreous(['refine-ctf', 'untold.star', ...maps, '--aberrations', '--out', 'ours']);
    // Through the STAR file that we write.
    compare(found(datasetOfStar(await readStar(join(folder, 'ours/particles.star'))).dataset));
  }, 300_000);

  it('make a better map where RELION is told them by our STAR file, a worse one where a sign is wrong', async () => {
    const map = (await readMrcVolume(join(folder, 'map.mrc'))).data;
    const agreement = async (name: string): Promise<number> => {
      relion('reconstruct', ['--i', `${name}.star`, '--o', `${name}.mrc`, '--ctf', '--sym', 'D2', '--iter', '3']);
      const made = (await readMrcVolume(join(folder, `${name}.mrc`))).data;
      const fsc = await correlateVolumes(made, map, boxPx);
      // The last shells before Nyquist's.
      return fsc.slice(34, 40).reduce((sum, value) => sum + value / 6, 0);
    };
    const told = await agreement('told');
    expect(told).toBeGreaterThan((await agreement('untold')) + 0.05);
    // All is drawn by seeds: trefoil, the smallest, costs 0.004.
    for (const column of ['tilt_A', 'trefoil_A', 'tetra_A']) {
      expect(await agreement(`wrong-${column}`), column).toBeLessThan(told - 0.002);
    }
  }, 300_000);
});
