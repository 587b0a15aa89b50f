import { z } from 'zod';
import { model } from './model.js';

const liveComputeResourcesModel = model('LiveComputeResources', {
  phase_one_lane: z.string().nullable().default(null),
  phase_one_gpus: z.int().default(1),
  phase_two_lane: z.string().nullable().default(null),
  phase_two_gpus: z.int().default(1),
  phase_two_ssd: z.boolean().default(true),
  auxiliary_lane: z.string().nullable().default(null),
  auxiliary_gpus: z.int().default(1),
  auxiliary_ssd: z.boolean().default(true),
  priority: z.int().default(0),
  phase_one_workers_per_gpu: z.int().default(1),
});
export interface LiveComputeResources extends z.output<typeof liveComputeResourcesModel> {}
export const liveComputeResources: z.ZodType<LiveComputeResources> = liveComputeResourcesModel;
