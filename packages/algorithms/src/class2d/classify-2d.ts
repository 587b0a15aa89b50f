import { createRandom, type Random } from '@vitreous/numerics';
import { checkClass2dSettings, type Class2dSettings } from './class2d-settings.js';
import { ClassModel, type StepTotals } from './class-model.js';
import type { Classification, Class2dProgress, Class2dState, Class2dWork } from './classification.js';
import { drawSorted } from './draw-particles.js';
import { countOf } from './lost-classes.js';
import type { ParticleSource } from './particle-source.js';
import { planSteps, type Step } from './schedule.js';

/**
 * Sorts particles into classes of like views: expectation and maximisation over class, in-plane angle and shift, coarse to
 * fine, on mini-batches and then on all particles (docs/science/class2d.md). The same seed gives the same result for any number
 * of threads.
 *
 * @throws UserError when the settings do not fit the particles; DataError when an image is blank or not finite.
 */
export async function classify2d(
  source: ParticleSource,
  settings: Class2dSettings,
  work: Class2dWork,
): Promise<Classification> {
  checkClass2dSettings(settings, source);
  const model = new ClassModel(source, settings, work);
  const steps = planSteps(settings, source);
  const all = Array.from({ length: source.count }, (_, i) => i);
  const state = await model.begin(all, steps[0]?.rings ?? Infinity, randomOf(settings, 0), source.count);
  await work.onBegin?.(state);
  const { order = 'by size' } = work;
  while (state.step < steps.length) {
    const step = steps[state.step];
    if (step === undefined) break;
    const { totals } = await model.take(step, state, drawFor(step, all, randomOf(settings, 1 + state.step)));
    state.step++;
    const progress = describeStep(state, steps.length, step, totals, source);
    await work.onStep(progress, state, () => model.describe(state, order));
  }
  return model.describe(state, order);
}

/** The random numbers of a part of the work. */
export function randomOf({ seed }: Class2dSettings, stream: number): Random {
  return createRandom((seed * 1_000_003 + stream) | 0);
}

/** The particles of a step: all, or a batch drawn from them. */
export function drawFor({ batch }: Step, all: readonly number[], random: Random): readonly number[] {
  if (batch === null || batch >= all.length) return all;
  return drawSorted(all.length, batch, random).map((i) => all[i] ?? 0);
}

/** How far the work is after a step. */
export function describeStep(
  { step, sums }: Class2dState,
  steps: number,
  { rings }: Step,
  totals: StepTotals,
  { boxPx, pixelSizeA }: { boxPx: number; pixelSizeA: number },
): Class2dProgress {
  const perClass = Array.from({ length: sums.classes }, (_, k) => countOf(sums, k));
  const even = perClass.reduce((sum, value) => sum + value, 0) / sums.classes;
  return {
    step,
    steps,
    resolutionA: (boxPx * pixelSizeA) / rings,
    meanProbability: totals.probability / totals.images,
    classEss: totals.ess / totals.images,
    used: perClass.filter((value) => value > 0.1 * even).length,
  };
}
