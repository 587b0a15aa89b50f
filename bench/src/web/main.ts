/**
 * Measures the web app in Chromium alone and writes its section of docs/benchmarks.md.
 *
 *   make bench-web
 */
import { join } from 'node:path';
import { writeSection } from '../write-section.js';
import { benchWeb, heading } from './bench-web.js';

await writeSection(heading, await benchWeb(join(import.meta.dirname, '../../../bench-work/web')));
