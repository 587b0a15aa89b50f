/**
 * Writes openapi.json, the whole interface, from the declarations of packages/schema.
 *
 *   node tools/dist/write-openapi.js [--check] [ROOT]
 *
 * With --check it writes nothing and exits 1 when the file is not what the declarations say.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeInterface, version } from '@vitreous/schema';

/** What openapi.json should hold. */
export function writeDescription(): string {
  return `${JSON.stringify(describeInterface(version), null, 1)}\n`;
}

/** Whether openapi.json below `root` is what the declarations say. */
export function isCurrent(root: string): boolean {
  try {
    return readFileSync(join(root, 'openapi.json'), 'utf8') === writeDescription();
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const words = process.argv.slice(2);
  const root = resolve(words.find((word) => word !== '--check') ?? '.');
  if (!words.includes('--check')) writeFileSync(join(root, 'openapi.json'), writeDescription());
  else if (!isCurrent(root)) {
    process.stdout.write('openapi.json is not what packages/schema declares: run node tools/dist/write-openapi.js\n');
    process.exitCode = 1;
  }
}
