import { expect, it } from 'vitest';
import { simulateSource } from '../class2d/testing/simulated-source.js';
import { crossingOf } from '../fsc/shells.js';
import { judgeMap } from '../simulate/judge-map.js';
import { renderMap } from '../simulate/particles.js';
import { defaultAbinitSettings, type AbinitSettings } from './abinit-settings.js';
import { findMaps } from './abinit.js';

const settings: Omit<AbinitSettings, 'symmetry'> = {
  ...defaultAbinitSettings,
  lateSymmetry: true,
  maskDiameterA: 170,
  maxResolutionA: 14,
  maxShiftA: 12,
  steps: 14,
  batch: 40,
};

it.each(['D2', 'O'])(
  'particles of symmetry %s are found without it and then laid on its axes',
  async (symmetry) => {
    const [count, boxPx] = [100, 32];
    const simulated = await simulateSource(
      { count, boxPx, pixelSizeA: 7, snr: 2, shiftPx: 1 },
      { seed: 5, massKda: 500, symmetry },
    );
    const { classes } = await findMaps(
      simulated.source,
      Uint8Array.from({ length: count }, (_, i) => i % 2),
      { ...settings, symmetry },
      { threads: 2, signal: new AbortController().signal },
    );
    const [found] = classes;
    if (found === undefined) throw new Error('no map');
    expect(found.symmetryFound).toBeGreaterThan(0.6);
    // About axes other than its own the map, made symmetric, would be like nothing.
    const truth = (await renderMap(simulated.settings, simulated.specimen)).data;
    const { fsc } = await judgeMap(found.map, truth, { boxPx, radiusPx: 12 });
    expect(crossingOf([1, ...fsc], 0.5)).toBeGreaterThan(8);
  },
  240_000,
);
