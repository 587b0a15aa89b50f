/**
 * Classifies the particles of a folder as they would arrive in a session, a tenth at a time, and then while no more come.
 *
 *   node bench/dist/steps/stream-class2d.js FOLDER CLASSES MASK_DIAMETER_A THREADS
 *
 * Writes averages to FOLDER/stream.mrcs and prints the class of each particle as JSON.
 */
import { join } from 'node:path';
import { ClassStream, defaultClass2dSettings, usualMaxShiftA, type ParticleStream } from '@vitreous/algorithms';
import { writeMrc } from '@vitreous/formats';
import { readParticles } from '@vitreous/stages';

const [folder = '', classes, maskDiameterA, threads] = process.argv.slice(2);
const work = { threads: Number(threads), signal: new AbortController().signal };
const input = { stack: null, pixelSizeA: null, ignoreCtf: false, dark: false };
const { source } = await readParticles({ path: join(folder, 'particles.star'), ...input }, work);
const { boxPx, pixelSizeA } = source;
let there = 0;
const arriving: ParticleStream = {
  ...source,
  get count() {
    return there;
  },
  isRejected: () => false,
};
const settings = {
  ...defaultClass2dSettings,
  classes: Number(classes),
  maskDiameterA: Number(maskDiameterA),
  maxShiftA: usualMaxShiftA(boxPx, pixelSizeA),
  fullPasses: 1,
};
const stream = new ClassStream(arriving, settings, work);
const arrivals = 10;
for (let part = 1; part <= arrivals; part++) {
  there = Math.round((part * source.count) / arrivals);
  while ((await stream.advance({ idle: false })) !== null);
}
while ((await stream.advance({ idle: true })) !== null);
const found = await stream.describe();
if (found === null) throw new Error('there are too few particles');
await writeMrc(join(folder, 'stream.mrcs'), found.averages, { pixelSizeA });
process.stdout.write(JSON.stringify(Array.from(found.particles.classes)));
