import { z } from 'zod';
import { livePreprocessingModel } from '../preprocessing-params.js';
import { model, time } from './model.js';

const exposureCtfModel = model('CTF', {
  accel_kv: z.number(),
  amp_contrast: z.number(),
  cross_corr_ctffind4: z.number(),
  cs_mm: z.number(),
  ctf_fit_to_A: z.number(),
  df1_A: z.number(),
  df2_A: z.number(),
  df_angle_rad: z.number(),
  exp_group_id: z.int(),
  fig_of_merit_gctf: z.number(),
  path: z.string(),
  phase_shift_rad: z.number(),
  type: z.string(),
});
export interface CTF extends z.output<typeof exposureCtfModel> {}
export const exposureCtf: z.ZodType<CTF> = exposureCtfModel;

const ctfStatsModel = model('CtfStats', {
  cross_corr: z.int(),
  ctf_fit_to_A: z.number(),
  df_range: z.array(z.unknown()),
  df_tilt_normal: z.array(z.unknown()),
  diag_image_path: z.string(),
  fit_data_path: z.string(),
  ice_thickness_rel: z.number(),
  spectrum_dim: z.int(),
  type: z.string(),
});
export interface CtfStats extends z.output<typeof ctfStatsModel> {}
export const ctfStats: z.ZodType<CtfStats> = ctfStatsModel;

const eclExposurePropertiesModel = model('ECLExposureProperties', {
  do_athena_results_upload: z.boolean().default(false),
});
export interface ECLExposureProperties extends z.output<typeof eclExposurePropertiesModel> {}
export const eclExposureProperties: z.ZodType<ECLExposureProperties> = eclExposurePropertiesModel;

const gainRefBlobModel = model('GainRefBlob', {
  flip_x: z.int(),
  flip_y: z.int(),
  idx: z.int(),
  path: z.string(),
  rotate_num: z.int(),
  shape: z.array(z.int()),
});
export interface GainRefBlob extends z.output<typeof gainRefBlobModel> {}
export const gainRefBlob: z.ZodType<GainRefBlob> = gainRefBlobModel;

const mScopeParamsModel = model('MScopeParams', {
  accel_kv: z.number(),
  beam_shift: z.array(z.int()).prefault([0, 0]),
  beam_shift_known: z.int().default(0),
  cs_mm: z.number(),
  defect_path: z.string().nullable().default(null),
  exp_group_id: z.int(),
  neg_stain: z.int().default(0),
  phase_plate: z.int(),
  total_dose_e_per_A2: z.number().default(0),
});
export interface MScopeParams extends z.output<typeof mScopeParamsModel> {}
export const mScopeParams: z.ZodType<MScopeParams> = mScopeParamsModel;

const micrographBlobModel = model('MicrographBlob', {
  format: z.string(),
  idx: z.int(),
  is_background_subtracted: z.boolean(),
  path: z.string(),
  psize_A: z.number(),
  shape: z.array(z.int()),
});
export interface MicrographBlob extends z.output<typeof micrographBlobModel> {}
export const micrographBlob: z.ZodType<MicrographBlob> = micrographBlobModel;

const motionDataModel = model('MotionData', {
  frame_end: z.int(),
  frame_start: z.int(),
  idx: z.int(),
  path: z.string(),
  psize_A: z.number(),
  type: z.string(),
  zero_shift_frame: z.int(),
});
export interface MotionData extends z.output<typeof motionDataModel> {}
export const motionData: z.ZodType<MotionData> = motionDataModel;

const movieBlobModel = model('MovieBlob', {
  format: z.string(),
  has_defect_file: z.boolean().default(false),
  import_sig: z.string().default('0'),
  is_gain_corrected: z.boolean(),
  path: z.string(),
  psize_A: z.number(),
  shape: z.array(z.int()),
});
export interface MovieBlob extends z.output<typeof movieBlobModel> {}
export const movieBlob: z.ZodType<MovieBlob> = movieBlobModel;

const statBlobModel = model('StatBlob', {
  binfactor: z.int(),
  idx: z.int(),
  path: z.string(),
  psize_A: z.number(),
  shape: z.array(z.int()),
});
export interface StatBlob extends z.output<typeof statBlobModel> {}
export const statBlob: z.ZodType<StatBlob> = statBlobModel;

const exposureElementModel = model('ExposureElement', {
  background_blob: statBlob.nullable().default(null),
  ctf: exposureCtf.nullable().default(null),
  ctf_stats: ctfStats.nullable().default(null),
  gain_ref_blob: gainRefBlob.nullable().default(null),
  micrograph_blob: micrographBlob.nullable().default(null),
  micrograph_blob_non_dw: micrographBlob.nullable().default(null),
  micrograph_blob_thumb: micrographBlob.nullable().default(null),
  movie_blob: movieBlob.nullable().default(null),
  mscope_params: mScopeParams.nullable().default(null),
  rigid_motion: motionData.nullable().default(null),
  spline_motion: motionData.nullable().default(null),
  uid: z.string().default('0'),
});
export interface ExposureElement extends z.output<typeof exposureElementModel> {}
export const exposureElement: z.ZodType<ExposureElement> = exposureElementModel;

const particleInfoModel = model('ParticleInfo', {
  count: z.int().default(0),
  fields: z.array(z.string()).default([]),
  path: z.string().default('.'),
});
export interface ParticleInfo extends z.output<typeof particleInfoModel> {}
export const particleInfo: z.ZodType<ParticleInfo> = particleInfoModel;

const pickerLocationsModel = model('PickerLocations', {
  center_x_frac: z.array(z.number()).default([]),
  center_y_frac: z.array(z.number()).default([]),
});
export interface PickerLocations extends z.output<typeof pickerLocationsModel> {}
export const pickerLocations: z.ZodType<PickerLocations> = pickerLocationsModel;

const particleManualModel = model('ParticleManual', {
  count: z.int().default(0),
  fields: z.array(z.string()).default([]),
  path: z.string().default('.'),
  location: pickerLocations.prefault({}),
});
export interface ParticleManual extends z.output<typeof particleManualModel> {}
export const particleManual: z.ZodType<ParticleManual> = particleManualModel;

const pickerInfoElementModel = model('PickerInfoElement', {
  count: z.int().default(0),
  fields: z.array(z.string()).default([]),
  path: z.string().default('.'),
  output_shape: z.int().nullable().default(null),
  picker_type: z.enum(['blob', 'template', 'manual']).nullable().default(null),
});
export interface PickerInfoElement extends z.output<typeof pickerInfoElementModel> {}
export const pickerInfoElement: z.ZodType<PickerInfoElement> = pickerInfoElementModel;

const exposureGroupsModel = model('ExposureGroups', {
  exposure: exposureElement.prefault({}),
  particle_manual: particleManual.prefault({}),
  particle_blob: particleInfo.prefault({}),
  particle_template: particleInfo.prefault({}),
  particle_deep: z.record(z.string(), z.unknown()).default({}),
  particle_extracted: z.union([z.array(pickerInfoElement), particleInfo]).prefault({ count: 0, fields: [], path: '.' }),
  particle_manual_extracted: pickerInfoElement.prefault({}),
});
export interface ExposureGroups extends z.output<typeof exposureGroupsModel> {}
export const exposureGroups: z.ZodType<ExposureGroups> = exposureGroupsModel;

/** How far an exposure is. */
export const exposureStage = z.enum([
  'go_to_found',
  'found',
  'check',
  'motion',
  'ctf',
  'thumbs',
  'pick',
  'extract',
  'extract_manual',
  'ready',
  'restoring',
  'restoring_motion',
  'restoring_thumbs',
  'restoring_ctf',
  'restoring_extract',
  'restoring_extract_manual',
  'compacted',
]);

const liveExposureAttributesModel = model('LiveExposureAttributes', {
  total_motion_dist: z.number().default(0),
  average_defocus: z.number().default(0),
  defocus_range: z.number().default(0),
  astigmatism: z.number().default(0),
  phase_shift: z.number().default(0),
  ctf_fit_to_A: z.number().default(0),
  ice_thickness_rel: z.number().default(0),
  df_tilt_angle: z.number().default(0),
  astigmatism_angle: z.number().default(0),
  max_intra_frame_motion: z.number().default(0),
  total_manual_picks: z.int().default(0),
  total_blob_picks: z.int().default(0),
  blob_pick_score_median: z.number().default(0),
  total_template_picks: z.int().default(0),
  template_pick_score_median: z.number().default(0),
  total_extracted_particles: z.int().default(0),
  total_extracted_particles_manual: z.int().default(0),
  total_extracted_particles_blob: z.int().default(0),
  total_extracted_particles_template: z.int().default(0),
  found_at: z.number().default(0),
  check_at: z.number().default(0),
  motion_at: z.number().default(0),
  thumbs_at: z.number().default(0),
  ctf_at: z.number().default(0),
  pick_at: z.number().default(0),
  extract_at: z.number().default(0),
  manual_extract_at: z.number().default(0),
  ready_at: z.number().default(0),
});
export interface LiveExposureAttributes extends z.output<typeof liveExposureAttributesModel> {}
export const liveExposureAttributes: z.ZodType<LiveExposureAttributes> = liveExposureAttributesModel;

const exposureModel = model('Exposure', {
  _id: z.string().default('000000000000000000000000'),
  updated_at: time().default('1970-01-01T00:00:00Z'),
  created_at: time().default('1970-01-01T00:00:00Z'),
  uid: z.int(),
  project_uid: z.string(),
  session_uid: z.string(),
  exp_group_id: z.int(),
  abs_file_path: z.string(),
  size: z.int(),
  discovered_at: time(),
  picker_type: z.enum(['blob', 'template', 'manual']).nullable().default(null),
  deleted: z.boolean().default(false),
  parameter_version: z.int().nullable().default(null),
  stage: exposureStage.default('found'),
  fail_count: z.int().default(0),
  failed: z.boolean().default(false),
  fail_reason: z.string().default(''),
  in_progress: z.boolean().default(false),
  manual_reject: z.boolean().default(false),
  threshold_reject: z.boolean().default(false),
  test: z.boolean().default(false),
  worker_juid: z.string().nullable().default(null),
  priority: z.int().default(0),
  groups: exposureGroups.prefault({}),
  attributes: liveExposureAttributes.prefault({}),
  test_parameters: livePreprocessingModel.nullable().default(null),
  preview_img_1x: z.array(z.string()).default([]),
  preview_img_2x: z.array(z.string()).default([]),
  thumb_shape: z.array(z.int()).default([]),
  micrograph_shape: z.array(z.int()).default([]),
  micrograph_psize: z.number().nullable().default(null),
  ecl: eclExposureProperties.prefault({}),
});
export interface Exposure extends z.output<typeof exposureModel> {}
export const exposure: z.ZodType<Exposure> = exposureModel;
