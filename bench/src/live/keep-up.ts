import { linkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { median } from '../measure.js';
import type { ServerProcess } from '../server/server-process.js';
import { pauseAndWait, until, type LiveSession } from './live-session.js';

export interface KeepUpFigures {
  readonly movies: number;
  /** Seconds from a complete file to a ready exposure, and what the stages themselves took: medians. */
  readonly latencyS: number;
  readonly ownS: number;
  /** The longest latency beyond 1.15 times its own time and two looks; below 0 where all kept it. */
  readonly worstOverS: number;
  /** Of a core, of the server alone, from the first file to the last exposure. */
  readonly serverShare: number;
  readonly memoryMb: readonly [before: number, after: number];
}

/** Lets movies come at a microscope's pace, and compares when they are ready with the time that their stages took. */
export async function keepUp(
  server: ServerProcess,
  session: LiveSession,
  movie: string,
  { movies, everyS, intervalS }: { movies: number; everyS: number; intervalS: number },
): Promise<KeepUpFigures> {
  const { call, key, watched } = session;
  await call('sessions.start', key);
  // The first one finds a worker that has just begun: it is not counted.
  const completeAt = new Map<string, number>();
  const write = (i: number): void => {
    const path = join(watched, `movie-${i}.tiff`);
    linkSync(movie, path);
    completeAt.set(path, Date.now() / 1000);
  };
  const isReady = (count: number) => async (): Promise<boolean> =>
    (await call('exposures.count', {
      project_uid: [key.project_uid],
      session_uid: [key.session_uid],
      stage: ['ready'],
    })) === count;
  write(0);
  await until('the first exposure', 180, isReady(1));
  const memoryBefore = server.memoryMb();
  const [cpuBefore, begun] = [server.cpuS(), performance.now()];
  for (let i = 1; i <= movies; i++) {
    write(i);
    await wait(1000 * everyS);
  }
  // Asking often would be the server's work: it is asked when all should be over.
  await wait(5000);
  const serverShare = (server.cpuS() - cpuBefore) / ((performance.now() - begun) / 1000);
  await until('the last exposure', 600, isReady(movies + 1));
  const latencies: number[] = [];
  const own: number[] = [];
  for (const { uid, abs_file_path, attributes } of (await session.exposures()).slice(1)) {
    latencies.push(attributes.ready_at - (completeAt.get(abs_file_path) ?? NaN));
    own.push(await stageSeconds(server, session, uid));
  }
  await pauseAndWait(session);
  const over = latencies.map((latency, i) => latency - 1.15 * (own[i] ?? NaN) - 2 * intervalS);
  return {
    movies,
    latencyS: median(latencies),
    ownS: median(own),
    worstOverS: Math.max(...over),
    serverShare,
    memoryMb: [memoryBefore, server.memoryMb()],
  };
}

/** What the stages of an exposure took by their worker's clock. */
async function stageSeconds(server: ServerProcess, { key }: LiveSession, uid: number): Promise<number> {
  const query = new URLSearchParams({ ...key, uid: `${uid}` });
  const response = await fetch(`${server.url}/api/live/exposure?${query.toString()}`, {
    headers: { authorization: `Bearer ${server.token}` },
  });
  const { stages } = (await response.json()) as { stages: Record<string, { seconds: number }> };
  return Object.values(stages).reduce((sum, { seconds }) => sum + seconds, 0);
}
