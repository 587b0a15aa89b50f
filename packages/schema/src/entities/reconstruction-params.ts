import { z } from 'zod';
import { looseModel } from './model.js';

// Any other parameter of the job may be given by its name.

const liveAbinitParamsModel = looseModel('LiveAbinitParams', {
  abinit_symmetry: z.string().default('C1'),
  abinit_K: z.int().default(1),
  abinit_num_particles: z.int().nullable().default(100000),
});
export interface LiveAbinitParams extends z.output<typeof liveAbinitParamsModel> {}
export const liveAbinitParams: z.ZodType<LiveAbinitParams> = liveAbinitParamsModel;

const liveClass2DParamsModel = looseModel('LiveClass2DParams', {
  class2D_K: z.int().default(50),
  class2D_max_res: z.int().default(6),
  class2D_window_inner_A: z.number().nullable().default(null),
  compute_use_ssd: z.boolean().default(true),
  psize_mic: z.number().nullable().default(null),
});
export interface LiveClass2DParams extends z.output<typeof liveClass2DParamsModel> {}
export const liveClass2DParams: z.ZodType<LiveClass2DParams> = liveClass2DParamsModel;

const liveRefineParamsModel = looseModel('LiveRefineParams', {
  refine_symmetry: z.string().default('C1'),
  psize_mic: z.number().nullable().default(null),
});
export interface LiveRefineParams extends z.output<typeof liveRefineParamsModel> {}
export const liveRefineParams: z.ZodType<LiveRefineParams> = liveRefineParamsModel;
