import { readFileSync } from 'node:fs';

/** A process that is surely the one meant: its number, and when it began in ticks since the machine did. */
export interface ProcessHandle {
  readonly pid: number;
  readonly start: string | null;
}

/** @returns null for a text that is no handle. */
export function readHandle(text: string | null): ProcessHandle | null {
  const [, pid, start] = /^(\d+)(?::(\d+))?$/.exec(text ?? '') ?? [];
  return pid === undefined ? null : { pid: Number(pid), start: start ?? null };
}

export function handleOf(pid: number): string {
  const start = readStat(pid)?.start;
  return start === undefined ? String(pid) : `${pid}:${start}`;
}

/** Whether it runs on this machine. One that has ended, but that nobody has asked after, does not. */
export function isAlive({ pid, start }: ProcessHandle): boolean {
  const stat = readStat(pid);
  if (stat !== null) return stat.state !== 'Z' && (start === null || stat.start === start);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Signals its whole group. */
export function signalGroup(handle: ProcessHandle, signal: NodeJS.Signals): void {
  if (!isAlive(handle)) return;
  try {
    process.kill(-handle.pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** Fields 3 and 22 of /proc/PID/stat (proc(5)); the second field may hold anything up to its last parenthesis. */
function readStat(pid: number): { state: string; start: string } | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', start: fields[19] ?? '' };
}
