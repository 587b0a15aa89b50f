/**
 * Measures Vitreous, beside RELION where that does the same, and writes each part's section of docs/benchmarks.md as it ends.
 *
 *   make bench          all parts
 *   make bench-maps     one of them
 */
import { join } from 'node:path';
import { benchLive } from './live/bench-live.js';
import { benchMaps } from './maps/bench-maps.js';
import { benchServer } from './server/bench-server.js';
import { benchSteps } from './steps/bench-steps.js';
import { benchWeb } from './web/bench-web.js';
import { writeSection } from './write-section.js';

/** The title of each part's section, and what answers the section after measuring in a folder of its own. */
const parts: Readonly<Record<string, readonly [title: string, bench: (work: string) => Promise<string>]>> = {
  steps: ['Steps', benchSteps],
  maps: ['Maps', benchMaps],
  server: ['The server', benchServer],
  live: ['Live sessions', benchLive],
  web: ['The web app', benchWeb],
};

const wanted = process.argv.slice(2);
for (const name of wanted.length > 0 ? wanted : Object.keys(parts)) {
  const part = parts[name];
  if (part === undefined) throw new Error(`there is no part "${name}": expected ${Object.keys(parts).join(', ')}`);
  const [title, bench] = part;
  await writeSection(title, await bench(join(import.meta.dirname, '../../bench-work', name)));
}
