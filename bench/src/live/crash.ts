import { linkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Exposure } from '@vitreous/schema';
import type { ServerProcess } from '../server/server-process.js';
import { clientOf, pauseAndWait, type LiveSession } from './live-session.js';

export interface CrashFigures {
  readonly exposures: number;
  readonly seconds: number;
  readonly workersKilled: number;
  readonly serversKilled: number;
  /** Ready once, with all their files and numbers of their own. */
  readonly readyOnce: number;
  readonly failed: number;
  /** Statistics that differ from a recount over the exposures one by one. */
  readonly wrongStatistics: readonly string[];
}

/** Between two kills of a worker, as a mean. */
const killEveryMs = 5000;

/**
 * Processes many small exposures while workers are killed at random every few seconds, and the server twice.
 *
 * @param restart starts the server again where it was.
 */
export async function crash(
  first: ServerProcess,
  session: LiveSession,
  movie: string,
  exposures: number,
  restart: () => Promise<ServerProcess>,
): Promise<CrashFigures> {
  let server = first;
  const { key, watched } = session;
  await clientOf(server)('sessions.start', key);
  for (let i = 0; i < exposures; i++) linkSync(movie, join(watched, `${i}.tiff`));
  const begun = performance.now();
  let [workersKilled, serversKilled] = [0, 0];
  for (;;) {
    await wait(killEveryMs * (0.5 + Math.random()));
    const call = clientOf(server);
    const ready = await call('exposures.count', { project_uid: [key.project_uid], stage: ['ready'] });
    process.stderr.write(`\rlive: crash: ${ready} of ${exposures} ready `);
    if (ready === exposures) break;
    if (performance.now() - begun > 7_200_000) break;
    const running = await call('jobs.find', { project_uid: [key.project_uid], status: ['running'] });
    const { PID_main: pid = null } = running[Math.floor(Math.random() * running.length)] ?? {};
    if (pid !== null && kill(pid)) workersKilled++;
    if (ready > ((serversKilled + 1) * exposures) / 3 && serversKilled < 2) {
      kill(server.pid);
      serversKilled++;
      server = await restart();
    }
  }
  process.stderr.write('\n');
  const seconds = (performance.now() - begun) / 1000;
  const call = clientOf(server);
  const found = await call('exposures.find', {
    project_uid: [key.project_uid],
    session_uid: [key.session_uid],
    limit: 0,
  });
  // The last change is counted within seconds.
  await wait(5000);
  const { stats } = await call('sessions.find_one', key);
  await pauseAndWait({ call, key });
  await server.stop();
  const recounted = recount(found);
  return {
    exposures,
    seconds,
    workersKilled,
    serversKilled,
    readyOnce: countReadyOnce(found),
    failed: found.filter((one) => one.failed).length,
    wrongStatistics: Object.entries(recounted)
      .filter(([name, value]) => stats[name as keyof typeof stats] !== value)
      .map(([name, value]) => `${name}: ${String(stats[name as keyof typeof stats])} instead of ${value}`),
  };
}

/** False when it has ended by itself. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

function countReadyOnce(found: readonly Exposure[]): number {
  const ready = found.filter((one) => one.stage === 'ready' && !one.failed);
  const paths = new Set(ready.map((one) => one.abs_file_path));
  const micrographs = new Set(ready.map((one) => one.groups.exposure.micrograph_blob?.path));
  const numbers = new Set(ready.map((one) => one.uid));
  return Math.min(paths.size, micrographs.size, numbers.size);
}

function recount(found: readonly Exposure[]): Record<string, number> {
  const count = (fits: (one: Exposure) => boolean): number => found.filter(fits).length;
  const sum = (of: (one: Exposure) => number): number => found.reduce((total, one) => total + of(one), 0);
  const isReady = (one: Exposure): boolean => one.stage === 'ready' && !one.failed;
  return {
    total_exposures: found.length,
    total_ready: count(isReady),
    total_accepted: count((one) => isReady(one) && !one.manual_reject && !one.threshold_reject),
    total_failed: count((one) => one.failed),
    total_in_progress: count((one) => one.in_progress),
    total_queued: 0,
    total_blob_picks: sum((one) => one.attributes.total_blob_picks),
    total_extracted_particles: sum((one) => one.attributes.total_extracted_particles),
  };
}
