/**
 * Measures what is done to finished maps, on half maps of 256³ voxels: local resolution, local filtering, correlation in cones,
 * sampling of Fourier space. Prints CPU seconds (user and system) and the greatest resident memory of each, in a process of its own.
 *
 *   node bench/dist/maps/finished-maps.js
 */
import { execFileSync } from 'node:child_process';
import {
  filterLocally,
  frequencyOfVoxels,
  measureCones,
  measureLocalResolution,
  sampleFourier,
  symmetryRotations,
} from '@vitreous/algorithms';

const [n, pixelSizeA, threads] = [256, 1, 2];
/** The particle: a ball with this part of the box as its radius. */
const radius = 0.3 * n;

/** Numbers that look random, cheaply. */
function noise(seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: n ** 3 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}

function makeHalves(): { halves: [Float32Array, Float32Array]; mask: Float32Array } {
  const mask = Float32Array.from({ length: n ** 3 }, (_, i) => {
    const place = [i % n, Math.floor(i / n) % n, Math.floor(i / n ** 2)];
    return Math.hypot(...place.map((at) => at - n / 2)) < radius ? 1 : 0;
  });
  const signal = noise(1);
  const half = (seed: number): Float32Array => noise(seed).map((value, i) => value + (mask[i] ?? 0) * (signal[i] ?? 0));
  return { halves: [half(2), half(3)], mask };
}

const works: Readonly<Record<string, () => Promise<string>>> = {
  'halves alone': () => Promise.resolve(`${makeHalves().halves.length} maps`),
  'local resolution, every 4th voxel, windows of 24 Å': async () => {
    const { halves, mask } = makeHalves();
    const settings = { pixelSizeA, boxA: 24, stepPx: 4, threshold: 0.5 };
    const { frequency } = await measureLocalResolution(halves, mask, settings, { threads });
    return `${frequency.filter((value) => value > 0).length} places`;
  },
  'the same and the map filtered to it': async () => {
    const { halves, mask } = makeHalves();
    const settings = { pixelSizeA, boxA: 24, stepPx: 4, threshold: 0.5 };
    const found = await measureLocalResolution(halves, mask, settings, { threads });
    const filtered = await filterLocally(halves[0], frequencyOfVoxels(found), { pixelSizeA }, { threads });
    return `${filtered.filter((value) => value !== 0).length} voxels`;
  },
  'correlation in cones': async () => {
    const { halves, mask } = makeHalves();
    const masked = halves.map((half) => half.map((value, i) => value * (mask[i] ?? 0)));
    const [a = halves[0], b = halves[1]] = masked;
    const cones = await measureCones([a, b], { halfAngleRad: Math.PI / 9 }, { threads });
    return `${cones.areas.length} cones`;
  },
  'sampling of 100,000 views, D7': () => {
    let state = 5;
    const draw = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    const rotations = new Float32Array(9 * 100_000);
    for (let i = 0; i < rotations.length; i += 9) {
      const [z, around] = [2 * draw() - 1, 2 * Math.PI * draw()];
      const flat = Math.sqrt(1 - z * z);
      rotations.set([0, 0, 0, 0, 0, 0, flat * Math.cos(around), flat * Math.sin(around), z], i);
    }
    return Promise.resolve(`factor ${sampleFourier(rotations, symmetryRotations('D7')).factor.toFixed(3)}`);
  },
};

const wanted = process.argv[2];
if (wanted === undefined) {
  for (const name of Object.keys(works)) {
    process.stdout.write(execFileSync(process.execPath, [process.argv[1] ?? '', name], { encoding: 'utf8' }));
  }
} else {
  const said = (await works[wanted]?.()) ?? 'no such work';
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const cpu = (userCPUTime + systemCPUTime) / 1e6;
  process.stdout.write(`${wanted}: ${said}, ${cpu.toFixed(1)} CPU s, ${(maxRSS / 2 ** 20).toFixed(2)} GiB\n`);
}
