import { z } from 'zod';
import { exposureGroup } from './exposure-group.js';
import { liveComputeResources } from './live-compute.js';
import { livePreprocessingModel } from '../preprocessing-params.js';
import { model, time } from './model.js';

const runConfigurationModel = model('RunConfiguration', {
  exposure_processing_priority: z.enum(['normal', 'oldest', 'latest', 'alternate']).default('normal'),
  phase_one_wait_for_exposures: z.boolean().default(false),
  auto_pause: z.enum(['disabled', 'graceful', 'immediate']).default('disabled'),
  auto_pause_after_idle_minutes: z.int().default(10),
});
export interface RunConfiguration extends z.output<typeof runConfigurationModel> {}
export const runConfiguration: z.ZodType<RunConfiguration> = runConfigurationModel;

const sessionConfigProfileModel = model('SessionConfigProfile', {
  _id: z.string().default('000000000000000000000000'),
  updated_at: time().default('1970-01-01T00:00:00Z'),
  created_at: time().default('1970-01-01T00:00:00Z'),
  title: z.string(),
  created_by_user_id: z.string(),
  last_applied_at: time().nullable().default(null),
  compute_resources: liveComputeResources.nullable().default(null),
  exp_groups: z.array(exposureGroup).default([]),
  session_params: z.record(z.string(), z.unknown()).default({}),
  run_configuration: runConfiguration.nullable().default(null),
});
export interface SessionConfigProfile extends z.output<typeof sessionConfigProfileModel> {}
export const sessionConfigProfile: z.ZodType<SessionConfigProfile> = sessionConfigProfileModel;

const sessionConfigProfileBodyModel = model('SessionConfigProfileBody', {
  title: z.string(),
  compute_resources: liveComputeResources.nullable().default(null),
  exp_groups: z.array(exposureGroup).default([]),
  session_params: livePreprocessingModel.nullable().default(null),
  run_configuration: runConfiguration.nullable().default(null),
});
export interface SessionConfigProfileBody extends z.output<typeof sessionConfigProfileBodyModel> {}
export const sessionConfigProfileBody: z.ZodType<SessionConfigProfileBody> = sessionConfigProfileBodyModel;
