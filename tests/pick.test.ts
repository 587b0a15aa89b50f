import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNumbers, findStarColumn, readDataset, readStar, writeMrc } from '@vitreous/formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.js';

/** Particles whose places are known, simulated, corrected and picked through the command line. */
const folder = mkdtempSync(join(tmpdir(), 'vitreous-pick-'));
const [width, height, pixelSizeA] = [768, 640, 2];
let micrograph = '';
let truth: { readonly particles: readonly { x_px: number; y_px: number }[]; readonly particle_diameter_A: number };

interface Picked {
  readonly picks_cs: string;
  readonly picks_star: string;
  readonly picture: string;
  readonly picks: number;
  readonly psize_A: number;
}

async function run(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runCommand([...args, '--json']);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

const pick = async (name: string, ...options: string[]): Promise<Picked> =>
  (await run('pick', micrograph, '--out', join(folder, name), ...options)) as Picked;

/** Columns and rows of the picks in a `.cs` file. */
async function placesOf(path: string): Promise<{ x: number; y: number; score: number }[]> {
  const picks = await readDataset(path);
  const [x, y] = ['location/center_x_frac', 'location/center_y_frac'].map((name) => findNumbers(picks, name));
  const score = findNumbers(picks, 'pick_stats/ncc_score');
  return Array.from({ length: picks.length }, (_, row) => ({
    x: Number(x?.[row]) * width,
    y: Number(y?.[row]) * height,
    score: Number(score?.[row]),
  }));
}

/** How many true particles have a pick of their own within half a diameter, and how far it is from them on average. */
function compare(picks: readonly { x: number; y: number }[]): { f1: number; meanErrorPx: number } {
  const reach = truth.particle_diameter_A / pixelSizeA / 2;
  const free = new Set(picks);
  let distance = 0;
  let found = 0;
  for (const { x_px: x, y_px: y } of truth.particles) {
    const [nearest] = [...free].sort((a, b) => Math.hypot(a.x - x, a.y - y) - Math.hypot(b.x - x, b.y - y));
    if (nearest === undefined || Math.hypot(nearest.x - x, nearest.y - y) > reach) continue;
    free.delete(nearest);
    distance += Math.hypot(nearest.x - x, nearest.y - y);
    found++;
  }
  return { f1: (2 * found) / (truth.particles.length + picks.length), meanErrorPx: distance / found };
}

beforeAll(async () => {
  const size = ['--size', `${width}x${height}`, '--frames', '4', '--psize', String(pixelSizeA), '--dose', '40'];
  const easy = ['--defocus-range', '15000', '--carbon', '0', '--contamination', '0', '--particles', '12'];
  await run('simulate', 'movies', folder, ...size, ...easy, '--spacing', '1.3', '--perfect-camera');
  const movie = join(folder, 'movie-0001.tiff');
  const corrected = await run('motion', movie, '--out', folder, '--psize', String(pixelSizeA), '--dose', '40');
  micrograph = (corrected as { micrograph: string }).micrograph;
  const written = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as { movies: (typeof truth)[] };
  if (written.movies[0] === undefined) throw new Error('no movie in truth.json');
  [truth] = [written.movies[0]];
}, 120_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('pick', () => {
  it('finds blobs where the particles are, and writes the same picks as .cs and STAR', async () => {
    const result = await pick('blobs', '--diameter-min', String(truth.particle_diameter_A));
    expect(result.psize_A).toBe(pixelSizeA);
    const places = await placesOf(result.picks_cs);
    expect(places).toHaveLength(result.picks);
    const { f1, meanErrorPx } = compare(places);
    expect(f1).toBeGreaterThanOrEqual(0.9);
    expect(meanErrorPx).toBeLessThan((0.15 * truth.particle_diameter_A) / pixelSizeA);
    expect(readdirSync(join(folder, 'blobs')).length).toBe(3);
    expect(readFileSync(result.picture, 'utf8')).toContain('<svg');

    const [loop] = (await readStar(result.picks_star)).blocks.flatMap(({ loops }) =>
      loops.filter((table) => findStarColumn(table, 'rlnCoordinateX') !== null),
    );
    if (loop === undefined) throw new Error('no coordinates in the STAR file');
    const [x, y] = ['rlnCoordinateX', 'rlnCoordinateY'].map((name) => findStarColumn(loop, name)?.numbers());
    expect(loop.length).toBe(places.length);
    places.forEach((place, row) => {
      expect(x?.[row]).toBeCloseTo(place.x, 2);
      expect(y?.[row]).toBeCloseTo(place.y, 2);
    });
    expect(new Set(findStarColumn(loop, 'rlnMicrographName')?.strings())).toEqual(new Set([micrograph]));
  });

  it('orders picks by score, and leaves out those below the least score or beyond the most hits', async () => {
    const diameter = ['--diameter-min', String(truth.particle_diameter_A)];
    const all = await placesOf((await pick('all', ...diameter, '--min-score', '0.1')).picks_cs);
    const scores = all.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    const half = Math.floor(scores.length / 2);
    const middle = ((scores[half - 1] ?? NaN) + (scores[half] ?? NaN)) / 2;
    const some = await placesOf((await pick('some', ...diameter, '--min-score', String(middle))).picks_cs);
    expect(some).toEqual(all.filter(({ score }) => score >= middle));
    expect((await pick('few', ...diameter, '--max-hits', '3')).picks).toBe(3);
  });

  it('finds the same particles by templates on pixels of another size', async () => {
    // The projection of a ball, dark on light as in a micrograph, on pixels of 5 Å.
    const [side, templatePixelA] = [64, 5];
    const radius = truth.particle_diameter_A / templatePixelA / 2;
    const data = Float32Array.from({ length: side * side }, (_, i) => {
      const [u, v] = [(i % side) - side / 2, Math.floor(i / side) - side / 2];
      return 10 - Math.sqrt(Math.max(0, 1 - (u * u + v * v) / radius ** 2));
    });
    const templates = join(folder, 'templates.mrcs');
    await writeMrc(templates, { count: 1, height: side, width: side, data }, { pixelSizeA: templatePixelA });
    const options = ['--templates', templates, '--diameter', String(truth.particle_diameter_A)];
    const result = await pick('templates', ...options, '--angular-spacing', '90', '--min-distance', '0.8');
    const { f1, meanErrorPx } = compare(await placesOf(result.picks_cs));
    expect(f1).toBeGreaterThanOrEqual(0.9);
    expect(meanErrorPx).toBeLessThan((0.15 * truth.particle_diameter_A) / pixelSizeA);
  });
});
