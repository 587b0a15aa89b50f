import { innerRings, takeSlices, transformVolume, type Random } from '@vitreous/numerics';
import { drawSorted } from '../class2d/draw-particles.js';
import { powerOfSamples } from '../class2d/ring-arrays.js';
import { filterVolume, lowPass } from '../fsc/shells.js';
import { identity } from '../rotation.js';
import { spreadDirections } from '../symmetry/directions.js';
import type { AbinitSetup } from './abinit-setup.js';
import type { AbinitState } from './abinit-state.js';
import { ringsAt } from './schedule.js';

/** Maps of noise as coarse as the first step sees; the particles' own power as that of the noise. */
export async function makeFirstMaps(setup: AbinitSetup, state: AbinitState, random: Random): Promise<void> {
  const { source, layout, sphere, settings } = setup;
  const { count, boxPx } = source;
  const { threads } = setup.work;
  const sample = drawSorted(count, Math.min(count, 300), random);
  const samples = await setup.rings.take(sample);
  state.noise.set(powerOfSamples(samples, sample.length, layout).map((value) => value / setup.rings.noiseShare));
  const rings = ringsAt(setup, 0);
  for (let k = 0; k < settings.classes; k++) {
    const noise = Float32Array.from({ length: boxPx ** 3 }, () => random.normal());
    const smooth = await filterVolume(noise, boxPx, lowPass(rings, 1), { threads });
    const map = smooth.map((value, i) => value * (sphere[i] ?? 0));
    const inner = innerRings(layout, rings);
    const spectrum = await transformVolume(map, boxPx, rings + 2, { threads });
    const slices = await takeSlices(spectrum, spreadDirections(1, [identity]), inner, { threads });
    const power = slices.reduce((sum, value) => sum + value * value, 0) / (slices.length / 2);
    const level = state.noise.slice(0, rings).reduce((sum, value) => sum + value, 0) / rings;
    // As strong as a particle of a tenth of the noise's power; of each order's mean there are as many as samples.
    const orders = inner.orders.reduce((sum, value) => sum + value, 0) / rings;
    const scale = 0.3 * Math.sqrt(level / Math.max(1e-30, 2 * orders * power));
    state.maps[k] = map.map((value) => scale * value);
  }
}
