import { z } from 'zod';

export const arch = z.enum(['aarch64', 'x86_64']);
export type Arch = z.output<typeof arch>;

export const jobStatus = z.enum([
  'building',
  'queued',
  'launched',
  'started',
  'running',
  'waiting',
  'completed',
  'killed',
  'failed',
]);
export type JobStatus = z.output<typeof jobStatus>;

export const builderTag = z.enum([
  'new',
  'interactive',
  'gpuEnabled',
  'multiGpu',
  'utility',
  'import',
  'live',
  'benchmark',
  'wrapper',
]);
export type BuilderTag = z.output<typeof builderTag>;

export const category = z.enum([
  'import',
  'motion_correction',
  'ctf_estimation',
  'exposure_curation',
  'particle_picking',
  'extraction',
  'deep_picker',
  'particle_curation',
  'reconstruction',
  'refinement',
  'ctf_refinement',
  'variability',
  'flexibility',
  'postprocessing',
  'local_refinement',
  'helix',
  'utilities',
  'simulations',
  'live',
  'instance_testing',
  'workflows',
]);
export type Category = z.output<typeof category>;

export const stability = z.enum(['develop', 'beta', 'stable', 'legacy', 'obsolete']);
export type Stability = z.output<typeof stability>;

export const loggingService = z.enum([
  'app',
  'database',
  'cache',
  'api',
  'scheduler',
  'command_vis',
  'app_api',
  'search',
  'supervisord',
]);
export type LoggingService = z.output<typeof loggingService>;

export const serviceLogLevel = z.enum(['ERROR', 'WARNING', 'INFO', 'DEBUG']);
export type ServiceLogLevel = z.output<typeof serviceLogLevel>;

export const sessionStatus = z.enum([
  'paused',
  'running',
  'completed',
  'compacting',
  'compacted',
  'restoring',
  'restoration_failed',
]);
export type SessionStatus = z.output<typeof sessionStatus>;

export const dataType = z.enum([
  'exposure',
  'particle',
  'template',
  'volume',
  'volume_multi',
  'mask',
  'live',
  'ml_model',
  'symmetry_candidate',
  'flex_mesh',
  'flex_model',
  'hyperparameter',
  'denoise_model',
  'annotation_model',
]);
export type DataType = z.output<typeof dataType>;
