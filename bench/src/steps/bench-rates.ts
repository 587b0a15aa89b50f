import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readEerInfo, readEerMovie, readMrc, readTiffMovie, writeMrc } from '@vitreous/formats';
import { formatTable } from '../format-table.js';
import { median } from '../measure.js';

/** How fast a format is read or written by one thread, in a process that has started. */
export interface Rate {
  readonly what: string;
  /** Per CPU second (user and system), with unit. */
  readonly rate: string;
  readonly cpuS: number;
  readonly wallS: number;
  readonly bar: string;
}

/** CPU and wall seconds of `work`, medians of `rounds` after one that is not counted. */
async function time(rounds: number, work: () => Promise<unknown>): Promise<{ cpuS: number; wallS: number }> {
  const [cpu, wall]: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round++) {
    const [before, started] = [process.cpuUsage(), performance.now()];
    await work();
    const { user, system } = process.cpuUsage(before);
    if (round === 0) continue;
    cpu.push((user + system) / 1e6);
    wall.push((performance.now() - started) / 1000);
  }
  return { cpuS: median(cpu), wallS: median(wall) };
}

const megabytes = (bytes: number, seconds: number): string => `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`;

/** Reading the counts of a TIFF movie. */
export async function rateTiff(path: string, rounds: number): Promise<Rate> {
  let bytes = 0;
  const cost = await time(rounds, async () => {
    const movie = await readTiffMovie(path, { threads: 1 });
    bytes = movie.frames * movie.height * movie.width;
    await movie.release();
  });
  const what = `TIFF, LZW, read: ${(bytes / 1e6).toFixed(0)} MB of counts`;
  return { what, rate: megabytes(bytes, cost.cpuS), ...cost, bar: '400 MB/s (libtiff: 486)' };
}

/** Rendering an EER movie. */
export async function rateEer(path: string, fractions: number, rounds: number): Promise<Rate> {
  const { doseEPerPixel, height, width, frames } = await readEerInfo(path);
  const electrons = (doseEPerPixel ?? NaN) * height * width;
  const cost = await time(rounds, async () => {
    await (await readEerMovie(path, { upsampling: 1, fractions, threads: 1 })).release();
  });
  return {
    what: `EER, read: ${(electrons / 1e6).toFixed(0)} M electrons in ${frames} raw frames, ${fractions} fractions`,
    rate: `${(electrons / 1e6 / cost.cpuS).toFixed(0)} M electrons/s`,
    ...cost,
    bar: '100 M electrons/s',
  };
}

/** Reading and writing a micrograph beside the same bytes read and written with nothing done to them. */
export async function rateMrc(path: string, work: string, rounds: number): Promise<Rate[]> {
  const { size } = await stat(path);
  const stack = await readMrc(path);
  const [copy, plainCopy] = [join(work, 'rate.mrc'), join(work, 'rate.bytes')];
  const bytes = await readFile(path);
  const plainRead = await time(rounds, () => readFile(path));
  const plainWrite = await time(rounds, () => writeFile(plainCopy, bytes, { flush: true }));
  const read = await time(rounds, () => readMrc(path));
  const written = await time(rounds, () => writeMrc(copy, stack, { pixelSizeA: 1 }));
  await rm(copy);
  await rm(plainCopy);
  const row = (what: string, cost: { cpuS: number; wallS: number }, plain: { wallS: number }): Rate => ({
    what: `MRC, ${what}: ${(size / 1e6).toFixed(0)} MB of floats`,
    rate: megabytes(size, cost.cpuS),
    ...cost,
    bar: `disk: the bare bytes take ${plain.wallS.toFixed(2)} s`,
  });
  return [row('read', read, plainRead), row('written and synced', written, plainWrite)];
}

/** The rates as a Markdown table. */
export function formatRates(rates: readonly Rate[]): string {
  const lines = rates.map(({ what, rate, cpuS, wallS, bar }) => [what, rate, cpuS.toFixed(2), wallS.toFixed(2), bar]);
  const heads = ['what', 'per CPU second', 'CPU s', 'wall s', 'bar'];
  return formatTable(heads, lines);
}
