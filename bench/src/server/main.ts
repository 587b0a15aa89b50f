/**
 * Measures the server alone and writes its section of docs/benchmarks.md.
 *
 *   make bench-server
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '@vitreous/formats';
import { benchServer, heading } from './bench-server.js';

const root = join(import.meta.dirname, '../../..');
const path = join(root, 'docs/benchmarks.md');
const section = await benchServer(join(root, 'bench-work/server'));
const page = await readFile(path, 'utf8');
const old = new RegExp(`${heading}\n[^]*?(?=\n## |$)`);
await writeAtomically(path, (file) => file.writeFile(page.replace(old, () => section)));
process.stdout.write(section);
