import { createHash } from 'node:crypto';
import { livePreprocessingParams, type LivePreprocessingParams, type ParamMeta } from '@vitreous/schema';

/**
 * What a stage's result was made from, as a hash: the stage and its version, the parameters that touch it, the files it
 * reads, and the keys of the stages before it. Equal keys mean that the work need not be done again.
 */
export function stageKey(
  stage: { readonly type: string; readonly version: number; readonly paramStage: ParamMeta['redoFrom'] },
  params: LivePreprocessingParams,
  inputs: readonly string[],
): string {
  const concerned = Object.entries(livePreprocessingParams.shape)
    .filter(([, type]) => (type.meta() as ParamMeta | undefined)?.redoFrom === stage.paramStage)
    .map(([name]) => [name, params[name]]);
  return createHash('sha256')
    .update(JSON.stringify([stage.type, stage.version, stage.paramStage === null ? [] : concerned, inputs]))
    .digest('hex');
}
