import { spawn } from 'node:child_process';
import { UserError } from '@vitreous/errors';

/** How long a command may take before it is taken to hang, ms. */
const timeoutMs = 60_000;
/** Characters of its output that are kept. */
const longestOutput = 256 * 1024;

/** A word that a shell reads as it is. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Runs one line of shell, as an administrator wrote it, and answers what it printed. @throws UserError when it fails or hangs. */
export async function runInShell(what: string, line: string): Promise<string> {
  const child = spawn('/bin/sh', ['-c', line], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const output = { out: '', err: '' };
  const keep = (which: 'out' | 'err') => (text: string) => {
    if (output[which].length < longestOutput) output[which] += text;
  };
  child.stdout.setEncoding('utf8').on('data', keep('out'));
  child.stderr.setEncoding('utf8').on('data', keep('err'));
  const timer = setTimeout(() => {
    // The whole group: a shell's own children would live on.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, timeoutMs);
  const { code, signal } = await new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.on('error', reject).on('close', (code, signal) => {
      resolve({ code, signal });
    });
  }).finally(() => {
    clearTimeout(timer);
  });
  if (code === 0) return output.out;
  const said = `${output.err}\n${output.out}`.trim().replace(/\s+/g, ' ').slice(0, 500);
  const ending =
    signal === null
      ? `ended with code ${String(code)}`
      : `was ended by ${signal} (it may take ${timeoutMs / 1000} s at most)`;
  const shown = line.length > 300 ? `${line.slice(0, 300)}…` : line;
  throw new UserError(`${what} ${JSON.stringify(shown)} ${ending}: ${said === '' ? 'it said nothing' : said}`);
}
