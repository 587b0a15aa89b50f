/**
 * Measures Vitreous, beside RELION where that does the same, and writes each part's section of docs/benchmarks.md as it ends.
 *
 *   make bench          all parts
 *   make bench-maps     one of them
 */
import { join } from 'node:path';
import { benchLive, heading as liveHeading } from './live/bench-live.js';
import { benchMaps, heading as mapsHeading } from './maps/bench-maps.js';
import { benchServer, heading as serverHeading } from './server/bench-server.js';
import { benchSteps, heading as stepsHeading } from './steps/bench-steps.js';
import { benchWeb, heading as webHeading } from './web/bench-web.js';
import { writeSection } from './write-section.js';

/** What a part measures, in a folder of its own, and the heading of its section. */
const parts: Readonly<Record<string, readonly [heading: string, bench: (work: string) => Promise<string>]>> = {
  steps: [stepsHeading, benchSteps],
  maps: [mapsHeading, benchMaps],
  server: [serverHeading, benchServer],
  live: [liveHeading, benchLive],
  web: [webHeading, benchWeb],
};

const wanted = process.argv.slice(2);
for (const name of wanted.length > 0 ? wanted : Object.keys(parts)) {
  const part = parts[name];
  if (part === undefined) throw new Error(`there is no part "${name}": expected ${Object.keys(parts).join(', ')}`);
  const [heading, bench] = part;
  await writeSection(heading, await bench(join(import.meta.dirname, '../../bench-work', name)));
}
