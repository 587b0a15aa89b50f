import type { ExposureStage } from './stage-order.js';

/** The stages of an exposure whose files are made again after a compaction; each is the last that is done. */
export const restoringStages = [
  'restoring',
  'restoring_motion',
  'restoring_thumbs',
  'restoring_ctf',
  'restoring_extract',
  'restoring_extract_manual',
] as const satisfies readonly ExposureStage[];

const isOne: ReadonlySet<ExposureStage> = new Set(restoringStages);

export function isRestoring(stage: ExposureStage): boolean {
  return isOne.has(stage);
}

/** Where an exposure stands when a step of its walk is done. Thumbnails are drawn by the step of motion. */
export function stageAfterStep(
  step: 'check' | 'motion' | 'ctf' | 'pick' | 'extract' | 'pick_manual' | 'extract_manual',
  before: ExposureStage,
): ExposureStage {
  if (step === 'pick_manual') return before;
  if (!isRestoring(before)) return step === 'motion' ? 'thumbs' : step;
  if (step === 'check' || step === 'pick') return before;
  return step === 'motion' ? 'restoring_thumbs' : `restoring_${step}`;
}
