import { z } from 'zod';
import { runError } from './job.js';
import { jobStatus } from './enumerations.js';
import { float, model, time } from './model.js';

const athenaVolumeUploadParamsModel = model('AthenaVolumeUploadParams', {
  type: z.literal('refinement').default('refinement'),
  name: z.string(),
  path_rel: z.string(),
  symmetry: z.string().default('C1'),
  psize_A: float().default(1),
  res_A: float().nullable().default(null),
});
export interface AthenaVolumeUploadParams extends z.output<typeof athenaVolumeUploadParamsModel> {}
export const athenaVolumeUploadParams: z.ZodType<AthenaVolumeUploadParams> = athenaVolumeUploadParamsModel;

const dataManagementStatModel = model('DataManagementStat', {
  status: z
    .enum(['active', 'archiving', 'archived', 'deleted', 'deleting', 'missing', 'calculating'])
    .default('active'),
  prev_status: z
    .enum(['active', 'archiving', 'archived', 'deleted', 'deleting', 'missing', 'calculating'])
    .nullable()
    .default(null),
  size: z.int().default(0),
});
export interface DataManagementStat extends z.output<typeof dataManagementStatModel> {}
export const dataManagementStat: z.ZodType<DataManagementStat> = dataManagementStatModel;

const dataManagementStatsModel = model('DataManagementStats', {
  raw: dataManagementStat.prefault({}),
  micrographs: dataManagementStat.prefault({}),
  thumbnails: dataManagementStat.prefault({}),
  particles: dataManagementStat.prefault({}),
  metadata: dataManagementStat.prefault({}),
});
export interface DataManagementStats extends z.output<typeof dataManagementStatsModel> {}
export const dataManagementStats: z.ZodType<DataManagementStats> = dataManagementStatsModel;

const eclSessionPropertiesModel = model('ECLSessionProperties', {
  do_athena_volume_upload: z.boolean().default(false),
  athena_volume_upload_params: athenaVolumeUploadParams.nullable().default(null),
});
export interface ECLSessionProperties extends z.output<typeof eclSessionPropertiesModel> {}
export const eclSessionProperties: z.ZodType<ECLSessionProperties> = eclSessionPropertiesModel;

const liveVolumeInfoModel = model('LiveVolumeInfo', {
  vol_gname: z.string(),
  fileid: z.string().nullable().default(null),
  selected: z.boolean().default(false),
  num_particles: z.int().nullable().default(null),
});
export interface LiveVolumeInfo extends z.output<typeof liveVolumeInfoModel> {}
export const liveVolumeInfo: z.ZodType<LiveVolumeInfo> = liveVolumeInfoModel;

const phase2ParticleOutputInfoModel = model('Phase2ParticleOutputInfo', {
  path: z.string().nullable().default(null),
  count: z.int().default(0),
  fields: z.array(z.string()).default([]),
});
export interface Phase2ParticleOutputInfo extends z.output<typeof phase2ParticleOutputInfoModel> {}
export const phase2ParticleOutputInfo: z.ZodType<Phase2ParticleOutputInfo> = phase2ParticleOutputInfoModel;

const rangeThresholdModel = model('RangeThreshold', {
  min: z.number().nullable().default(null),
  max: z.number().nullable().default(null),
  value: z.number().nullable().default(null),
  min_value: z.number().nullable().default(null),
  max_value: z.number().nullable().default(null),
});
export interface RangeThreshold extends z.output<typeof rangeThresholdModel> {}
export const rangeThreshold: z.ZodType<RangeThreshold> = rangeThresholdModel;

const thresholdModel = model('Threshold', {
  min: z.number().nullable().default(null),
  max: z.number().nullable().default(null),
  value: z.number().nullable().default(null),
});
export interface Threshold extends z.output<typeof thresholdModel> {}
export const threshold: z.ZodType<Threshold> = thresholdModel;

const pickingThresholdsModel = model('PickingThresholds', {
  manual_ncc_score: threshold.prefault({}),
  manual_power: rangeThreshold.prefault({}),
  blob_ncc_score: threshold.prefault({}),
  blob_power: rangeThreshold.prefault({}),
  template_ncc_score: threshold.prefault({}),
  template_power: rangeThreshold.prefault({}),
  deep_ncc_score: threshold.prefault({}),
  deep_power: rangeThreshold.prefault({}),
});
export interface PickingThresholds extends z.output<typeof pickingThresholdsModel> {}
export const pickingThresholds: z.ZodType<PickingThresholds> = pickingThresholdsModel;

const rtpChildModel = model('RtpChild', {
  uid: z.string(),
  status: jobStatus,
  rtp_handle_func: z.enum([
    'handle_template_creation_class2D',
    'phase2_class2D_handle',
    'phase2_abinit_handle',
    'phase2_refine_handle',
  ]),
});
export interface RtpChild extends z.output<typeof rtpChildModel> {}
export const rtpChild: z.ZodType<RtpChild> = rtpChildModel;

const rtpWorkerStateModel = model('RtpWorkerState', {
  status: jobStatus,
  errors: z.array(runError).default([]),
});
export interface RtpWorkerState extends z.output<typeof rtpWorkerStateModel> {}
export const rtpWorkerState: z.ZodType<RtpWorkerState> = rtpWorkerStateModel;

const sessionAttributeModel = model('SessionAttribute', {
  name: z.string(),
  title: z.string(),
  min: z.number().nullable().default(null),
  max: z.number().nullable().default(null),
  round: z.int().default(0),
});
export interface SessionAttribute extends z.output<typeof sessionAttributeModel> {}
export const sessionAttribute: z.ZodType<SessionAttribute> = sessionAttributeModel;

const sessionBuildErrorModel = model('SessionBuildError', {
  type: z.string(),
  loc: z.array(z.union([z.string(), z.int()])),
  input: z.unknown(),
  input_type: z.string(),
});
export interface SessionBuildError extends z.output<typeof sessionBuildErrorModel> {}
export const sessionBuildError: z.ZodType<SessionBuildError> = sessionBuildErrorModel;

const sessionLastAccessedModel = model('SessionLastAccessed', {
  name: z.string().default(''),
  accessed_at: time().default('0001-01-01T00:00:00Z'),
});
export interface SessionLastAccessed extends z.output<typeof sessionLastAccessedModel> {}
export const sessionLastAccessed: z.ZodType<SessionLastAccessed> = sessionLastAccessedModel;

const sessionStatsModel = model('SessionStats', {
  total_exposures: z.int().default(0),
  total_queued: z.int().default(0),
  total_seen: z.int().default(0),
  total_in_progress: z.int().default(0),
  total_thumbs: z.int().default(0),
  total_test: z.int().default(0),
  total_accepted: z.int().default(0),
  total_rejected: z.int().default(0),
  total_failed: z.int().default(0),
  total_ready: z.int().default(0),
  average_manual_picks: z.int().default(0),
  total_blob_picks: z.int().default(0),
  total_template_picks: z.int().default(0),
  total_deep_picks: z.int().default(0),
  total_manual_picks: z.int().default(0),
  total_extracted_particles_blob: z.int().default(0),
  total_extracted_particles_template: z.int().default(0),
  total_extracted_particles_manual: z.int().default(0),
  total_extracted_particles_deep: z.int().default(0),
  total_extracted_particles: z.int().default(0),
  total_manual_picked_exposures: z.int().default(0),
  gsfsc: float().default(0),
  frames: z.int().default(0),
  nx: z.int().default(0),
  ny: z.int().default(0),
  manual_rejected: z.int().default(0),
  avg_movies_found_per_hour: z.int().default(0),
  avg_movies_ready_per_hour: z.int().default(0),
  avg_movies_accepted_per_hour: z.int().default(0),
  avg_particles_extracted_per_mic: z.int().default(0),
  avg_particles_extracted_per_hour: z.int().default(0),
});
export interface SessionStats extends z.output<typeof sessionStatsModel> {}
export const sessionStats: z.ZodType<SessionStats> = sessionStatsModel;

const templateClassInfoModel = model('TemplateClassInfo', {
  class_idx: z.int(),
  fileid: z.string(),
  res_A: float(),
  selected: z.boolean().default(false),
  num_particles_selected: z.int().default(0),
  num_particles_total: z.int().default(0),
  mean_prob: float().default(0),
  class_ess: float().default(0),
});
export interface TemplateClassInfo extends z.output<typeof templateClassInfoModel> {}
export const templateClassInfo: z.ZodType<TemplateClassInfo> = templateClassInfoModel;

const templateSelectionThresholdModel = model('TemplateSelectionThreshold', {
  field: z.enum(['num_particles_total', 'res_A', 'class_ess']),
  direction: z.enum(['above', 'below']),
  threshold: z.union([z.int(), z.number()]),
});
export interface TemplateSelectionThreshold extends z.output<typeof templateSelectionThresholdModel> {}
export const templateSelectionThreshold: z.ZodType<TemplateSelectionThreshold> = templateSelectionThresholdModel;
