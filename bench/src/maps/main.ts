/**
 * Measures maps from particles beside RELION and writes their section of docs/benchmarks.md.
 *
 *   make bench-maps
 */
import { join } from 'node:path';
import { findRelion } from '../relion.js';
import { writeSection } from '../write-section.js';
import { benchMaps, heading } from './bench-maps.js';

const work = join(import.meta.dirname, '../../../bench-work/maps');
const relion = findRelion() !== null;
await writeSection(heading, await benchMaps(work, { relion, threads: 2, rounds: 2 }));
