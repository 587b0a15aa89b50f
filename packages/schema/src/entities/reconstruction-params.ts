import { z } from 'zod';
import { model, named } from './model.js';

const liveAbinitParamsModel = model('LiveAbinitParams', {
  abinit_symmetry: z.string().default('C1'),
  abinit_K: z.int().default(1),
  abinit_num_particles: z.int().nullable().default(100000),
});
export interface LiveAbinitParams extends z.output<typeof liveAbinitParamsModel> {}
export const liveAbinitParams: z.ZodType<LiveAbinitParams> = liveAbinitParamsModel;

/** Any other parameter of the streaming job may be given by its name. */
const liveClass2DParamsModel = named(
  'LiveClass2DParams',
  z
    .object({
      class2D_K: z.int().default(50),
      class2D_max_res: z.int().default(6),
      class2D_window_inner_A: z.number().nullable().default(null),
      compute_use_ssd: z.boolean().default(true),
      psize_mic: z.number().nullable().default(null),
    })
    .catchall(z.union([z.number(), z.boolean(), z.string(), z.null()])),
);
export interface LiveClass2DParams extends z.output<typeof liveClass2DParamsModel> {}
export const liveClass2DParams: z.ZodType<LiveClass2DParams> = liveClass2DParamsModel;

const liveRefineParamsModel = model('LiveRefineParams', {
  refine_symmetry: z.string().default('C1'),
  psize_mic: z.number().nullable().default(null),
});
export interface LiveRefineParams extends z.output<typeof liveRefineParamsModel> {}
export const liveRefineParams: z.ZodType<LiveRefineParams> = liveRefineParamsModel;
