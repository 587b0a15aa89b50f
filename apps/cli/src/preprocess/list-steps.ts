import { readImage } from '@vitreous/formats';
import type { LivePreprocessingParams } from '@vitreous/schema';
import { runMotion, runThumbs, type MotionFiles, type StageContext } from '@vitreous/stages';
import type { Step } from './run-steps.js';

/** The walk of one exposure, in order. */
export function listSteps(files: MotionFiles, params: LivePreprocessingParams, context: StageContext): Step[] {
  const { gainPath, defectsPath } = files;
  return [
    {
      name: 'motion',
      version: 1,
      paramStage: 'motion',
      needs: [],
      files: [gainPath, defectsPath].filter((path) => path !== undefined),
      run: async () => {
        // The field is for pictures, which are drawn while it is at hand.
        const { field, ...result } = await runMotion(files, params, context);
        const micrograph = await readImage(result.micrograph);
        const motion = { field, pixelSizeA: params.psize_A };
        return { ...result, ...(await runThumbs(micrograph, files.moviePath, motion, context)) };
      },
    },
  ];
}
