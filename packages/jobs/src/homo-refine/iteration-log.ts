import { correlateVolumes, type RefineProgress } from '@vitreous/algorithms';
import type { RunContext } from '@vitreous/job-kit';
import { drawIterationFsc, drawIterations, drawMap, sentenceOfIteration } from '@vitreous/stages';
import { keepPicture } from '../save-volumes.js';

/** What the log shows of a refinement as it goes. */
export interface IterationLog {
  /** Its map, after each iteration. */
  readonly onIteration: (progress: RefineProgress, halves: readonly [Float32Array, Float32Array]) => Promise<void>;
  /** How iterations went, at the end. */
  readonly end: (iterations: readonly RefineProgress[]) => Promise<void>;
}

export function createIterationLog(
  context: RunContext,
  { boxPx, pixelSizeA }: { boxPx: number; pixelSizeA: number },
): IterationLog {
  const curves: { iteration: number; fsc: Float64Array }[] = [];
  const show = async (text: string, name: string, picture: string | Buffer): Promise<void> => {
    await context.logPicture(text, await keepPicture(context, name, picture));
  };
  return {
    async onIteration(progress, halves) {
      const { iteration } = progress;
      curves.push({ iteration, fsc: await correlateVolumes(...halves, boxPx, { threads: context.threads }) });
      const [one, other] = halves;
      const mean = one.map((value, i) => 0.5 * (value + (other[i] ?? 0)));
      const name = `iteration_${iteration}.png`;
      await show(`${sentenceOfIteration(progress)} (through a ball)`, name, await drawMap(mean, boxPx));
    },
    async end(iterations) {
      await show('Iterations', 'iterations.svg', drawIterations(iterations));
      if (curves.length === 0) return;
      await show('Correlation by iteration', 'iterations_fsc.svg', drawIterationFsc(curves, boxPx * pixelSizeA));
    },
  };
}
