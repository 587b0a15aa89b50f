import { refineCtf, samplesOf, type Refined } from './ctf-refinement.js';
import type { Ctf } from './ctf-model.js';
import type { CtfFitOptions } from './fit-ctf.js';
import type { PolarGrid } from './polar-spectrum.js';
import { fitThonModel, type RingBand, type ThonModel } from './thon-model.js';

export const thonStiffness = { background: 8, envelope: 5 };
const rounds = 2;

/** A refined CTF with the background and envelope that go with it. */
export interface RefinedModel extends Refined {
  readonly model: ThonModel;
}

/** Background and envelope, then the CTF, in turn. */
export async function refineInRounds(
  grid: PolarGrid,
  power: Float32Array,
  band: RingBand,
  start: Ctf,
  { phaseShift, threads }: CtfFitOptions,
): Promise<RefinedModel> {
  const phaseShiftRad = phaseShift === null ? null : ([phaseShift.minRad, phaseShift.maxRad] as const);
  let refined: Refined = { ctf: start, correlation: 0 };
  let model = fitThonModel(grid, power, start, band, thonStiffness);
  for (let round = 0; round < rounds; round++) {
    refined = await refineCtf(samplesOf(grid, power, model), refined.ctf, { phaseShiftRad, threads });
    model = fitThonModel(grid, power, refined.ctf, band, thonStiffness);
  }
  return { ...refined, model };
}
