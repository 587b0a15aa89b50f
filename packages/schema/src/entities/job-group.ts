import { z } from 'zod';
import { model } from './model.js';

const jobGroupModel = model('JobGroup', {
  id: z.int(),
  jobs: z.array(z.string()),
  title: z.string().nullable().default(null),
  description: z.string().nullable().default(null),
  color: z.string().nullable().default(null),
});
export interface JobGroup extends z.output<typeof jobGroupModel> {}
export const jobGroup: z.ZodType<JobGroup> = jobGroupModel;
