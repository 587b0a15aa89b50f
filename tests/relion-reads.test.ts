import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { correlateVolumes, crossingOf } from '@vitreous/algorithms';
import {
  findStarBlock,
  findStarColumn,
  readEerMovie,
  readMrc,
  readMrcVolume,
  readStar,
  readTiffMovie,
  writeEer,
} from '@vitreous/formats';
import { createRandom } from '@vitreous/numerics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.js';

/** RELION reads what Vitreous writes, and finds in it what Vitreous meant. */
const installed = spawnSync('relion_image_handler', ['--version']).error === undefined;
if (!installed) console.warn('skipped: RELION is not installed (Debian: apt-get install relion)');

const folder = mkdtempSync(join(tmpdir(), 'vitreous-relion-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function relion(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(`relion_${program}`, args, { cwd: folder, encoding: 'utf8' });
  expect([status, stderr.includes('ERROR')], `${program}: ${stderr}`).toEqual([0, false]);
  return stdout;
}

async function vitreous<T>(args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await runCommand([...args, '--json'], { cwd: folder });
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as T;
}

/** Mean and deviation of every image, as `relion_image_handler --stats` has them and as they are. */
async function compareStatistics(path: string, pixelSizeA: number): Promise<void> {
  const lines = relion('image_handler', ['--i', path, '--stats']).trim().split('\n');
  const { count, height, width, data } = await readMrc(join(folder, path));
  expect(lines.length).toBe(count);
  lines.forEach((line, index) => {
    const image = data.subarray(index * height * width, (index + 1) * height * width);
    const mean = image.reduce((sum, value) => sum + value, 0) / image.length;
    const deviation = Math.sqrt(image.reduce((sum, value) => sum + (value - mean) ** 2, 0) / image.length);
    const [avg = NaN, stddev = NaN, angpix = NaN] = ['avg', 'stddev', 'angpix'].map((name) =>
      Number(new RegExp(`${name} *= *(\\S+)`).exec(line)?.[1]),
    );
    expect(line).toContain(`(x,y,z,n)= ${width} x ${height} x 1 x 1`);
    expect(Math.abs(avg - mean)).toBeLessThan(1e-4 * deviation);
    // RELION divides by one less.
    expect(stddev / deviation).toBeCloseTo(1, 3);
    expect(angpix).toBeCloseTo(pixelSizeA, 4);
  });
}

/** Columns of a table as `relion_star_printtable` prints them, and as they are. */
async function compareTable(path: string, block: string, labels: readonly string[]): Promise<void> {
  const printed = relion('star_printtable', [path, `data_${block}`, ...labels])
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const table = findStarBlock(await readStar(join(folder, path)), block)?.loops[0];
  const columns = labels.map((label) => (table === undefined ? null : findStarColumn(table, label)));
  expect(printed.length).toBe(columns[0]?.length);
  printed.forEach((cells, row) => {
    expect(cells).toEqual(columns.map((column) => column?.text(row)));
  });
}

describe.skipIf(!installed)('RELION reads', () => {
  const mic = 'out/movie-0001_patch_aligned_doseweighted';
  beforeAll(async () => {
    const size = ['--size', '384x320', '--frames', '6', '--psize', '1.5', '--dose', '20', '--particles', '3'];
    await vitreous(['simulate', 'movies', '.', ...size]);
    const given = ['--psize', '1.5', '--dose', '20', '--gain', 'gain.mrc', '--defects', 'defects.txt'];
    await vitreous(['motion', 'movie-0001.tiff', '--out', 'out', ...given]);
    writeFileSync(
      join(folder, 'picks.star'),
      '\ndata_\n\nloop_\n_rlnCoordinateX #1\n_rlnCoordinateY #2\n150 160\n200 170\n',
    );
    const defocus = { accel_kv: 300, cs_mm: 2.7, amp_contrast: 0.1, df1_A: 12000, df2_A: 11800, df_angle_rad: 0.3 };
    writeFileSync(
      join(folder, 'ctf.json'),
      JSON.stringify({ ...defocus, phase_shift_rad: 0, surface: { K_X: 1, K_Y: 1, coefficients_A: [11900] } }),
    );
    const picks = ['--picks', 'picks.star', '--box', '200', '--bin', '100', '--ctf', 'ctf.json'];
    await vitreous(['extract', `${mic}.mrc`, ...picks, '--out', 'out']);
  }, 60_000);

  it('micrographs and stacks of particles', async () => {
    await compareStatistics(`${mic}.mrc`, 1.5);
    await compareStatistics(`${mic}_particles.mrcs`, 3);
  });

  it('tables of motion and of particles', async () => {
    await compareTable('out/movie-0001_motion.star', 'global_shift', ['rlnMicrographShiftX', 'rlnMicrographShiftY']);
    const star = `${mic}_particles.star`;
    await compareTable(star, 'particles', ['rlnImageName', 'rlnCoordinateX', 'rlnCoordinateY']);
    await compareTable(star, 'optics', ['rlnImagePixelSize', 'rlnImageSize']);
  });

  it('particles through their table: the images it names, in order', async () => {
    relion('stack_create', ['--i', `${mic}_particles.star`, '--o', 'again']);
    const [ours, theirs] = [
      await readMrc(join(folder, `${mic}_particles.mrcs`)),
      await readMrc(join(folder, 'again.mrcs')),
    ];
    expect(theirs.data).toEqual(ours.data);
  });
});

/** Electrons so few that a raw frame of the only size RELION takes is made at once; one is in the last pixel. */
function electronsOf(frame: number, side: number): Uint32Array {
  const random = createRandom(frame);
  const last = (4 * side) ** 2 - 1;
  return Uint32Array.from({ length: 30_000 }, (_, i) => (i === 0 ? last : random.integer(last)));
}

it.skipIf(!installed)('RELION renders an EER movie into the same pixels, rows in the same order', async () => {
  const side = 4096;
  const path = join(folder, 'electrons.eer');
  const placesOf = (frame: number): Uint32Array => electronsOf(frame, side);
  await writeEer(path, { height: side, width: side, frames: 3, placesOf }, { pixelSizeA: 1.1 });
  relion('convert_to_tiff', ['--i', 'electrons.eer', '--o', 'tiff/', '--eer_grouping', '3', '--compression', 'none']);
  const ours = await readEerMovie(path, { upsampling: 1, fractions: 1 });
  const theirs = await readTiffMovie(join(folder, 'tiff/electrons.tif'), {});
  try {
    expect(theirs.frames).toBe(1);
    const [a, b] = [await ours.handle.frame(0), await theirs.handle.frame(0)];
    expect(Buffer.compare(Buffer.from(a.buffer), Buffer.from(b.buffer))).toBe(0);
    // Not the same because both are empty, nor because up and down look the same: the last pixel was hit each time.
    expect([a.at(-1), a.at(side - 1)]).toEqual([3, 0]);
  } finally {
    await ours.release();
    await theirs.release();
  }
});

describe.skipIf(!installed)('RELION reconstructs simulated particles', () => {
  const side = 40;
  beforeAll(async () => {
    const shape = ['--count', '150', '--box', `${side}`, '--psize', '6', '--snr', '2', '--sym', 'C1', '--mass', '400'];
    await vitreous(['simulate', 'particles', '.', ...shape]);
  }, 60_000);

  /** Correlation of RELION's map from `star` with the true map, both to 15 Å. */
  async function reconstruct(star: string): Promise<number> {
    relion('reconstruct', ['--i', star, '--o', 'map-relion.mrc', '--ctf', '--iter', '3']);
    const maps = ['map-relion.mrc', 'map.mrc'].map((path) => {
      relion('image_handler', ['--i', path, '--o', `smooth-${path}`, '--lowpass', '15']);
      return readMrcVolume(join(folder, `smooth-${path}`));
    });
    const [theirs, truth] = await Promise.all([maps[0], maps[1]]);
    if (theirs === undefined || truth === undefined) throw new Error('two maps are compared');
    const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const [meanA, meanB] = [mean(theirs.data), mean(truth.data)];
    let [both, ofA, ofB] = [0, 0, 0];
    theirs.data.forEach((value, i) => {
      const [a, b] = [value - meanA, (truth.data[i] ?? NaN) - meanB];
      both += a * b;
      ofA += a * a;
      ofB += b * b;
    });
    return both / Math.sqrt(ofA * ofB);
  }

  it('into the true map', async () => {
    expect(await reconstruct('particles.star')).toBeGreaterThan(0.95);
  });

  it('into the map that vitreous makes of them', async () => {
    await vitreous(['reconstruct', 'particles.star', '--mask-diameter', '150', '--out', 'ours']);
    for (const [half, ours] of [
      [1, 'ours/map_half_A.mrc'],
      [2, 'ours/map_half_B.mrc'],
    ] as const) {
      relion('reconstruct', ['--i', 'particles.star', '--o', `half-${half}.mrc`, '--ctf', '--subset', `${half}`]);
      const [theirs, own] = [
        await readMrcVolume(join(folder, `half-${half}.mrc`)),
        await readMrcVolume(join(folder, ours)),
      ];
      // Within the mask; the maps' corners hold noise, and what each program does to it.
      const ball = (map: Float32Array): Float32Array =>
        map.map((value, i) => {
          const at = [i % side, Math.floor(i / side) % side, Math.floor(i / side ** 2)];
          return Math.hypot(...at.map((place) => place - side / 2)) < 13 ? value : 0;
        });
      const curve = await correlateVolumes(ball(theirs.data), ball(own.data), side);
      // Nyquist is where the programs differ.
      for (let shell = 2; shell < side / 2 - 2; shell++) expect(curve[shell]).toBeGreaterThan(0.95);
    }
  }, 60_000);

  /** The table with the numbers of one column turned into others. */
  function change(name: string, label: string, turn: (value: number) => number): string {
    const lines = readFileSync(join(folder, 'particles.star'), 'utf8').split('\n');
    const column = Number(lines.find((line) => line.startsWith(`_${label} `))?.split('#')[1]) - 1;
    const changed = lines.map((line) => {
      const cells = line.trim().split(/\s+/);
      if (!line.includes('@')) return line;
      cells[column] = String(turn(Number(cells[column])));
      return cells.join(' ');
    });
    writeFileSync(join(folder, name), changed.join('\n'));
    return name;
  }

  // So that the test above is known to see a mistake of each kind.
  it.each([
    ['the other hand', 'rlnAngleTilt', (angle: number) => 180 - angle],
    ['turned the other way', 'rlnAnglePsi', (angle: number) => -angle],
    ['shifted the other way', 'rlnOriginXAngst', (shift: number) => -shift],
    ['defocus of the wrong sign', 'rlnDefocusU', (defocus: number) => -defocus],
  ])('into something else with %s', async (_, label, turn) => {
    expect(await reconstruct(change('wrong.star', label, turn))).toBeLessThan(0.8);
  });
});

describe.skipIf(!installed)('RELION reaches the same correlation of halves', () => {
  const [side, pixelSizeA] = [48, 5];
  type Curves = Record<'fsc_nomask' | 'fsc_tightmask', number[]> & { resolution_A: number };
  let ours: Curves;
  beforeAll(async () => {
    const shape = ['--box', `${side}`, '--psize', `${pixelSizeA}`, '--sym', 'C1', '--mass', '400', '--seed', '7'];
    await vitreous(['simulate', 'particles', '.', '--count', '200', '--snr', '0.15', ...shape]);
    const given = ['--map', 'map.mrc', '--mask-diameter', '180', '--initial-res', '30'];
    await vitreous(['refine', 'particles.star', ...given, '--out', 'refined']);
    ours = JSON.parse(readFileSync(join(folder, 'refined/fsc.json'), 'utf8')) as Curves;
  }, 120_000);

  /** RELION's curves of two half maps through our mask. */
  async function postprocess(name: string, half1: string, half2: string): Promise<Curves> {
    mkdirSync(join(folder, name));
    const given = ['--i', half1, '--i2', half2, '--mask', 'refined/mask.mrc', '--angpix', `${pixelSizeA}`];
    // It ends with an error where it finds no Ghostscript to draw its report with; the curves are written before.
    spawnSync('relion_postprocess', [...given, '--o', name], { cwd: folder });
    const star = await readStar(join(folder, `${name}.star`));
    const table = findStarBlock(star, 'fsc')?.loops[0];
    const column = (label: string): number[] =>
      Array.from((table === undefined ? null : findStarColumn(table, label)?.numbers()) ?? []);
    const resolution = /_rlnFinalResolution\s+(\S+)/.exec(readFileSync(join(folder, `${name}.star`), 'utf8'))?.[1];
    return {
      fsc_nomask: column('rlnFourierShellCorrelationUnmaskedMaps'),
      fsc_tightmask: column('rlnFourierShellCorrelationMaskedMaps'),
      resolution_A: Number(resolution),
    };
  }

  function compare(theirs: Curves, tolerance: number, names: readonly ('fsc_nomask' | 'fsc_tightmask')[]): void {
    for (const name of names) {
      expect(theirs[name]).toHaveLength(side / 2 + 1);
      theirs[name].forEach((value, shell) => {
        expect(Math.abs(value - (ours[name][shell] ?? NaN)), `${name} ${shell}`).toBeLessThan(tolerance);
      });
    }
    const ends = [theirs, ours].map(({ fsc_tightmask: curve }) => crossingOf(Float64Array.from(curve), 0.5));
    expect(Math.abs((ends[0] ?? NaN) - (ends[1] ?? NaN))).toBeLessThan(1.5);
  }

  it('from our half maps and mask', async () => {
    const theirs = await postprocess('own', 'refined/map_half_A.mrc', 'refined/map_half_B.mrc');
    // Shells of RELION begin and end elsewhere by a part of a pixel.
    compare(theirs, 0.06, ['fsc_nomask', 'fsc_tightmask']);
    // Theirs is the last shell above 0.143, ours lies between two; random phases differ.
    const shells = [theirs, ours].map(({ resolution_A }) => (side * pixelSizeA) / resolution_A);
    expect(Math.abs((shells[0] ?? NaN) - (shells[1] ?? NaN))).toBeLessThan(2.5);
  });

  it('from our particles alone', async () => {
    for (const half of [1, 2]) {
      relion('reconstruct', [
        '--i',
        'refined/particles.star',
        '--o',
        `own-${half}.mrc`,
        '--ctf',
        '--subset',
        `${half}`,
      ]);
    }
    // It weighs particles by their CTF, not by the noise: outside of the mask its maps are others.
    compare(await postprocess('theirs', 'own-1.mrc', 'own-2.mrc'), 0.12, ['fsc_tightmask']);
  });

  it('and another one when halves are mixed', async () => {
    const mixed = readFileSync(join(folder, 'refined/particles.star'), 'utf8');
    const lines = mixed.split('\n');
    const column = Number(lines.find((line) => line.startsWith('_rlnRandomSubset '))?.split('#')[1]) - 1;
    expect(column).toBeGreaterThan(0);
    // All of the second half in the first one too: the maps share their noise.
    const twice = lines.flatMap((line) => {
      const cells = line.trim().split(/\s+/);
      if (!line.includes('@') || cells[column] !== '2') return [line];
      cells[column] = '1';
      return [line, cells.join(' ')];
    });
    writeFileSync(join(folder, 'mixed.star'), twice.join('\n'));
    for (const half of [1, 2])
      relion('reconstruct', ['--i', 'mixed.star', '--o', `mixed-${half}.mrc`, '--ctf', '--subset', `${half}`]);
    const theirs = await postprocess('mixed', 'mixed-1.mrc', 'mixed-2.mrc');
    const last = (curve: readonly number[]): number => curve.slice(-6).reduce((sum, value) => sum + value, 0) / 6;
    expect(last(theirs.fsc_nomask)).toBeGreaterThan(last(ours.fsc_nomask) + 0.3);
  });
});
