import type { MeasuredGroup } from '@vitreous/algorithms';
import type { RunContext } from '@vitreous/job-kit';
import { deviationOf, drawDefocusChanges, drawGroupPhases, sentenceOfGroup } from '@vitreous/stages';
import { keepPicture } from './save-volumes.js';

/** Tells what was found of each exposure group, the first `most` of them with pictures. */
export async function logGroups(
  groups: ReadonlyMap<number, MeasuredGroup>,
  most: number,
  context: RunContext,
): Promise<void> {
  for (const [i, [id, group]] of [...groups].entries()) {
    await context.log(sentenceOfGroup(id, group));
    if (i >= most) continue;
    const { tiltA, trefoilA, defocusA } = group.errors;
    const looked = { odd: [...tiltA, ...trefoilA], even: defocusA };
    for (const kind of ['odd', 'even'] as const) {
      if (looked[kind].every((error) => error === 0)) continue;
      const picture = await keepPicture(context, `phases_${kind}_${id}.png`, await drawGroupPhases(id, group, kind));
      await context.logPicture(`Phases of exposure group ${id}, out to the finest detail compared`, picture);
    }
  }
}

/** Tells how much the defocus of particles changed. */
export async function logDefocusChanges(changesA: Float32Array | null, context: RunContext): Promise<void> {
  if (changesA === null) return;
  const picture = await keepPicture(context, 'defocus.svg', drawDefocusChanges(changesA));
  const sentence = `The defocus of particles changed by ${deviationOf(changesA).toFixed(0)} Å (deviation).`;
  await context.logPicture(sentence, picture);
}
