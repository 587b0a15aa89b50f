import { livePreprocessingParams, type Exposure, type LivePreprocessingParams, type ParamMeta } from '@vitreous/schema';

export type ExposureStage = Exposure['stage'];

/** The stages of processing in order. An exposure is at the last one that is done and still good. */
const stagesInOrder = [
  'go_to_found',
  'found',
  'check',
  'motion',
  'thumbs',
  'ctf',
  'pick',
  'extract',
  'extract_manual',
  'ready',
] as const satisfies readonly ExposureStage[];

/** Where an exposure stands when a stage must be done again: at the one before it. */
const standsBefore = { motion: 'found', ctf: 'thumbs', pick: 'ctf', extract: 'pick' } as const;

type Redone = keyof typeof standsBefore;

/** From early to late. */
const redone: readonly Redone[] = ['motion', 'ctf', 'pick', 'extract'];

/** The earliest stage whose result a change of parameters touches; null when it touches none. */
export function earliestTouched(from: LivePreprocessingParams, to: LivePreprocessingParams): Redone | null {
  const touched = new Set<ParamMeta['redoFrom']>();
  for (const [name, type] of Object.entries(livePreprocessingParams.shape)) {
    if (JSON.stringify(from[name]) === JSON.stringify(to[name])) continue;
    touched.add((type.meta() as ParamMeta | undefined)?.redoFrom ?? null);
  }
  return redone.find((stage) => touched.has(stage)) ?? null;
}

/** Where exposures are set back to, and the stages from which they are. */
export function setBack(to: Redone): { readonly stage: ExposureStage; readonly from: readonly ExposureStage[] } {
  const stage = standsBefore[to];
  return { stage, from: stagesInOrder.slice(stagesInOrder.indexOf(stage) + 1) };
}
