import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const release = 'cryosparc-tools==5.0.3';
const environment = join(import.meta.dirname, '../target/python-client');

/**
 * A Python that has the official client, unmodified: that of CRYOSPARC_TOOLS_PYTHON, or one that is made here once.
 * Null, with the reason printed, where there is no Python or no package index.
 */
export function findPythonClient(): string | null {
  const given = process.env['CRYOSPARC_TOOLS_PYTHON'];
  if (given !== undefined) return given;
  const python = join(environment, 'bin/python');
  const complete = join(environment, 'complete');
  if (existsSync(complete)) return python;
  try {
    mkdirSync(environment, { recursive: true });
    execFileSync('python3', ['-m', 'venv', environment], { stdio: 'pipe' });
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', release], { stdio: 'pipe' });
    writeFileSync(complete, release);
    return python;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    process.stderr.write(`The official client is not tried: python3 with ${release} cannot be set up (${reason}).\n`);
    return null;
  }
}

/** Runs a script of this folder; returns what it printed as JSON on its last line. @throws with its whole output. */
export async function runPython(python: string, script: string, args: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(python, [join(import.meta.dirname, script), ...args], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? 'null');
}
