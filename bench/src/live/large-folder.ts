import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ServerProcess } from '../server/server-process.js';
import { pauseAndWait, until, type LiveSession } from './live-session.js';

export interface FolderFigures {
  readonly files: number;
  /** From the start of the session until all are exposures. */
  readonly foundS: number;
  readonly foundCpuS: number;
  /** Until each has its record in the project directory too. */
  readonly writtenS: number;
  /** Answers to one who asks for the session's record all the while, ms: 95 % and all stay under. */
  readonly answerMs: readonly [most95: number, most: number];
  /** Memory before, at most, and when all is over, MB. */
  readonly memoryMb: readonly [before: number, most: number, after: number];
  /** Of a core, while nothing new comes and the folder is looked through again and again. */
  readonly idleShare: number;
}

/** Writes many small files into one folder. */
export async function writeManyFiles(folder: string, files: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let first = 0; first < files; first += 500) {
    const some = Array.from({ length: Math.min(500, files - first) }, (_, i) => first + i);
    await Promise.all(some.map((i) => writeFile(join(folder, `movie-${String(i).padStart(6, '0')}.tiff`), 'x')));
  }
}

/** Lets a session find many files in one folder, and asks the server for its record meanwhile. */
export async function watchLargeFolder(
  server: ServerProcess,
  session: LiveSession,
  files: number,
): Promise<FolderFigures> {
  const { call, key } = session;
  const memory = [server.memoryMb()];
  const times: number[] = [];
  const [cpuBefore, begun] = [server.cpuS(), performance.now()];
  await call('sessions.start', key);
  for (let found = 0; found < files;) {
    await wait(100);
    const asked = performance.now();
    const { exposure_groups: groups } = await session.read();
    times.push(performance.now() - asked);
    memory.push(server.memoryMb());
    found = groups.reduce((sum, group) => sum + group.num_exposures_found, 0);
    if (performance.now() - begun > 1_200_000) throw new Error(`only ${found} of ${files} files were found`);
  }
  const [foundS, foundCpuS] = [(performance.now() - begun) / 1000, server.cpuS() - cpuBefore];
  // Their records are written into the project directory by and by.
  const records = join(session.folder, 'exposures');
  await until('writing the records', 1800, async () => {
    await wait(2000);
    memory.push(server.memoryMb());
    return (await readdir(records).catch(() => [])).filter((name) => !name.startsWith('.')).length === files;
  });
  const writtenS = (performance.now() - begun) / 1000;
  const [cpuIdle, idleS] = [server.cpuS(), 30];
  await wait(1000 * idleS);
  const idleShare = (server.cpuS() - cpuIdle) / idleS;
  const memoryAfter = server.memoryMb();
  await pauseAndWait(session);
  const sorted = [...times].sort((a, b) => a - b);
  return {
    files,
    foundS,
    foundCpuS,
    writtenS,
    answerMs: [sorted[Math.floor(0.95 * sorted.length)] ?? NaN, sorted.at(-1) ?? NaN],
    memoryMb: [memory[0] ?? NaN, Math.max(...memory), memoryAfter],
    idleShare,
  };
}
