import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { formatTable } from '../format-table.js';
import { runVitreous } from '../vitreous.js';
import { startFresh, startServer, type ServerProcess } from '../server/server-process.js';
import { crash, type CrashFigures } from './crash.js';
import { startFilledSession } from './filled-session.js';
import { keepUp, type KeepUpFigures } from './keep-up.js';
import { timeLargeSession, type Timed } from './large-session.js';
import { watchLargeFolder, writeManyFiles, type FolderFigures } from './large-folder.js';
import { createLiveSession } from './live-session.js';

/** BENCH_LIVE_CRASH makes the crash test shorter while one works on it. */
const size = {
  exposures: 20_000,
  files: 100_000,
  crash: Number(process.env.BENCH_LIVE_CRASH ?? 1000),
  movies: 50,
  everyS: 6,
};
const intervalS = 2;
const small = ['--size', '256', '--frames', '3', '--psize', '2', '--dose', '20'];
const smallParams = {
  ...{ psize_A: 2, accel_kv: 300, cs_mm: 2.7, total_dose_e_per_A2: 20 },
  ...{ blob_diameter_min: 100, blob_diameter_max: 140, box_size_pix: 64 },
};
const ordinary = ['--size', '1024', '--frames', '16', '--psize', '1.2', '--dose', '28.8'];
const ordinaryParams = {
  ...{ psize_A: 1.2, accel_kv: 300, cs_mm: 2.7, total_dose_e_per_A2: 28.8 },
  ...{ blob_diameter_min: 150, blob_diameter_max: 190, box_size_pix: 256, bin_size_pix: 128 },
};

/** Measures Live sessions; the section of docs/benchmarks.md. */
export async function benchLive(work: string): Promise<string> {
  await rm(work, { recursive: true, force: true });
  const [movies, small1] = [join(work, 'movies'), join(work, 'small')];
  await runVitreous(['simulate', 'movies', movies, '--count', '1', ...ordinary]);
  await runVitreous(['simulate', 'movies', small1, '--count', '1', ...small]);

  process.stderr.write('live: keeping up\n');
  const pace = await onServer(join(work, 'pace'), async (server, projects) => {
    const gain = join(movies, 'gain.mrc');
    const wanted = { projects, title: 'pace', workers: 1, intervalS, gain, params: ordinaryParams };
    const session = await createLiveSession(server, wanted);
    return keepUp(server, session, join(movies, 'movie-0001.tiff'), { ...size, intervalS });
  });
  process.stderr.write('live: a large session\n');
  const { timed, memoryMb } = await benchLargeSession(join(work, 'large'), small1);
  process.stderr.write('live: a large folder\n');
  const folder = await onServer(join(work, 'folder'), async (server, projects) => {
    const wanted = { projects, title: 'folder', workers: 1, intervalS: 10, gain: null, ignored: true };
    const session = await createLiveSession(server, { ...wanted, params: smallParams });
    await writeManyFiles(session.watched, size.files);
    return watchLargeFolder(server, session, size.files);
  });
  process.stderr.write('live: crashes\n');
  const crashed = await benchCrash(join(work, 'crash'), small1);
  return formatSection({ pace, timed, memoryMb, folder, crashed });
}

async function onServer<Figures>(
  work: string,
  measure: (server: ServerProcess, projects: string) => Promise<Figures>,
): Promise<Figures> {
  const { server, projects } = await startFresh(work);
  try {
    return await measure(server, projects);
  } finally {
    await server.stop();
  }
}

async function benchLargeSession(
  work: string,
  movies: string,
): Promise<{ timed: Timed[]; memoryMb: readonly [before: number, after: number] }> {
  const { server, session } = await startFilledSession(work, { movies, params: smallParams, count: size.exposures });
  try {
    const timed = await timeLargeSession(server, session, size.exposures);
    const before = server.memoryMb();
    await timeLargeSession(server, session, size.exposures);
    return { timed, memoryMb: [before, server.memoryMb()] };
  } finally {
    await server.stop();
  }
}

async function benchCrash(work: string, movies: string): Promise<CrashFigures> {
  const { server, data, projects } = await startFresh(work);
  const gain = join(movies, 'gain.mrc');
  const wanted = { projects, title: 'crash', workers: 2, intervalS: 1, gain, params: smallParams };
  const session = await createLiveSession(server, wanted);
  const { port } = new URL(server.url);
  return crash(server, session, join(movies, 'movie-0001.tiff'), size.crash, () => startServer(data, port));
}

function formatSection(figures: {
  readonly pace: KeepUpFigures;
  readonly timed: readonly Timed[];
  readonly memoryMb: readonly [before: number, after: number];
  readonly folder: FolderFigures;
  readonly crashed: CrashFigures;
}): string {
  const { pace, timed, memoryMb, folder, crashed } = figures;
  const mb = (values: readonly number[]): string => `${values.map((value) => value.toFixed(0)).join(' → ')} MB`;
  const wrong = crashed.wrongStatistics.length === 0 ? 'equal to a recount' : crashed.wrongStatistics.join('; ');
  const kills = `${crashed.workersKilled} workers and ${crashed.serversKilled} servers killed in ${crashed.seconds.toFixed(0)} s`;
  const rows = [
    [
      `complete file to ready, ${pace.movies} movies (1024², 16 frames), one each ${size.everyS} s, looks each ${intervalS} s`,
      `${pace.latencyS.toFixed(2)} s, of which stages ${pace.ownS.toFixed(2)} s; worst ${pace.worstOverS.toFixed(2)} s over the bar`,
      '1.15 × stages + two looks',
    ],
    [
      'the server meanwhile',
      `${(100 * pace.serverShare).toFixed(1)} % of a core; ${mb(pace.memoryMb)}`,
      '5 % of a core',
    ],
    [`memory of the server with ${size.exposures} exposures, asked twice`, mb(memoryMb), 'flat'],
    [
      `${folder.files} files in a watched folder, all found`,
      `${folder.foundS.toFixed(0)} s, ${folder.foundCpuS.toFixed(1)} CPU s; records written after ${folder.writtenS.toFixed(0)} s`,
      '',
    ],
    [
      'answers meanwhile (95 % / all under)',
      folder.answerMs.map((ms) => ms.toFixed(0)).join(' / ') + ' ms',
      'responsive',
    ],
    ['memory before, at most, after', mb(folder.memoryMb), 'flat'],
    ['looking through them again each 10 s', `${(100 * folder.idleShare).toFixed(1)} % of a core`, ''],
    [
      `${crashed.exposures} exposures; ${kills}`,
      `${crashed.readyOnce} ready once, ${crashed.failed} failed; statistics ${wrong}`,
      'each ready once',
    ],
  ];
  const asked = timed.map(({ what, medianMs, mostMs, cpuMs }) => [
    what,
    `${medianMs.toFixed(1)} / ${mostMs.toFixed(1)} ms`,
    `${cpuMs.toFixed(1)} ms`,
  ]);
  return `Also alone: \`make bench-live\`. Workers, the server and whoever asks share the cores.

${formatTable(['what', 'figure', 'bar'], rows)}

A session of ${size.exposures} exposures; bar: under 100 ms. Median and longest of 15 calls, and the server's CPU for one and what it sets
off:

${formatTable(['asked', 'time', "server's CPU"], asked)}
`;
}
