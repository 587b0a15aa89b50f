/**
 * Measures the server alone and writes its section of docs/benchmarks.md.
 *
 *   make bench-server
 */
import { join } from 'node:path';
import { writeSection } from '../write-section.js';
import { benchServer, heading } from './bench-server.js';

await writeSection(heading, await benchServer(join(import.meta.dirname, '../../../bench-work/server')));
