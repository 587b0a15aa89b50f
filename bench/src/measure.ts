import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a program cost, by the system's own accounting of the finished process and its children. */
export interface Cost {
  readonly wallS: number;
  /** User plus system CPU seconds. */
  readonly cpuS: number;
  readonly userS: number;
  readonly peakMemoryMb: number;
  readonly stdout: string;
}

/** Whether a program may be ended, which has taken so many CPU seconds (user and system) until now. */
export type Enough = (cpuS: number) => Promise<boolean>;

/**
 * Runs a program under GNU time: to its end, or until `enough`, asked every few seconds, says yes, when it is ended.
 * @throws Error with its output when it fails.
 */
export async function measure(
  program: string,
  args: readonly string[],
  { cwd = process.cwd(), input = '', enough }: { cwd?: string; input?: string; enough?: Enough } = {},
): Promise<Cost> {
  const format = '@@cost %e %U %S %M';
  const child = spawn('time', ['-f', format, program, ...args], { cwd, stdio: 'pipe' });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  const pid = child.pid ?? NaN;
  const stopped = enough !== undefined && (await isEnough(async () => enough(await cpuUnder(pid)), ended));
  if (stopped) await endWhatRunsUnder(pid);
  const code = await ended;
  const found = /@@cost (\S+) (\S+) (\S+) (\S+)/.exec(output.stderr);
  if ((code !== 0 && !stopped) || found === null) {
    throw new Error(`${program} ${args.join(' ')} ended with ${String(code)}:\n${output.stdout}\n${output.stderr}`);
  }
  const [wallS = NaN, userS = NaN, systemS = NaN, peakKb = NaN] = found.slice(1).map(Number);
  return { wallS, userS, cpuS: userS + systemS, peakMemoryMb: peakKb / 1024, stdout: output.stdout };
}

/** Waits for what comes first: that it is enough (true), or the end of the program (false). */
async function isEnough(enough: () => Promise<boolean>, ended: Promise<unknown>): Promise<boolean> {
  const end = ended.then(
    () => true,
    () => true,
  );
  while (!(await Promise.race([end, sleep(3000, false)]))) {
    if (await enough()) return true;
  }
  return false;
}

/** CPU seconds (user and system) of a process until now. @throws Error when it is gone. */
export function cpuOf(pid: number): number {
  // After the name, which may hold anything: the state is the first, times in hundredths of a second are the 12th and 13th.
  const after = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(after[11]) + Number(after[12])) / 100;
}

/** The same of a process and all that run under it; those that are gone count for nothing. */
async function cpuUnder(pid: number): Promise<number> {
  const others = await Promise.all((await childrenOf(pid)).map(cpuUnder));
  const sum = others.reduce((all, one) => all + one, 0);
  try {
    return sum + cpuOf(pid);
  } catch {
    return sum;
  }
}

/** Ends what has no children itself: what started it then ends too, and has counted what it took. */
async function endWhatRunsUnder(pid: number): Promise<void> {
  const pids = await childrenOf(pid);
  if (pids.length === 0) process.kill(pid, 'SIGTERM');
  for (const child of pids) await endWhatRunsUnder(child);
}

async function childrenOf(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return children.trim().split(/\s+/).filter(Boolean).map(Number);
}

/** Runs two programs in turn `rounds` times, A B A B …, so that a machine whose speed drifts is fair to both. */
export async function measurePair(
  rounds: number,
  ours: () => Promise<Cost>,
  theirs: (() => Promise<Cost>) | null,
): Promise<{ ours: Cost[]; theirs: Cost[] }> {
  const costs = { ours: [] as Cost[], theirs: [] as Cost[] };
  for (let round = 0; round < rounds; round++) {
    costs.ours.push(await ours());
    if (theirs !== null) costs.theirs.push(await theirs());
  }
  return costs;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}
