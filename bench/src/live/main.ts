/**
 * Measures Live sessions alone and writes their section of docs/benchmarks.md.
 *
 *   make bench-live
 */
import { join } from 'node:path';
import { writeSection } from '../write-section.js';
import { benchLive, heading } from './bench-live.js';

await writeSection(heading, await benchLive(join(import.meta.dirname, '../../../bench-work/live')));
