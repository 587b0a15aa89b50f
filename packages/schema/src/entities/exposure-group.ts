import { z } from 'zod';
import { model } from './model.js';

const exposureGroupModel = model('ExposureGroup', {
  ignore_exposures: z.boolean().default(false),
  gainref_path: z.string().nullable().default(null),
  defect_path: z.string().nullable().default(null),
  file_engine_recursive: z.boolean().default(false),
  file_engine_watch_path_abs: z.string().default('/'),
  file_engine_enable: z.boolean().default(false),
  file_engine_filter: z.string().default('*'),
  file_engine_interval: z.int().default(10),
  file_engine_min_file_size: z.int().default(0),
  file_engine_min_modified_time_delta: z.int().default(0),
  exp_group_id: z.int(),
  display_num: z.int(),
  num_exposures_found: z.int().default(0),
  file_engine_strategy: z.enum(['entity', 'timestamp', 'eclathena']).default('entity'),
  final: z.boolean().default(false),
  is_any_eer: z.boolean().default(false),
});
export interface ExposureGroup extends z.output<typeof exposureGroupModel> {}
export const exposureGroup: z.ZodType<ExposureGroup> = exposureGroupModel;

const exposureGroupUpdateModel = model('ExposureGroupUpdate', {
  ignore_exposures: z.boolean().default(false),
  gainref_path: z.string().nullable().default(null),
  defect_path: z.string().nullable().default(null),
  file_engine_recursive: z.boolean().default(false),
  file_engine_watch_path_abs: z.string().default('/'),
  file_engine_enable: z.boolean().default(false),
  file_engine_filter: z.string().default('*'),
  file_engine_interval: z.int().default(10),
  file_engine_min_file_size: z.int().default(0),
  file_engine_min_modified_time_delta: z.int().default(0),
});
export interface ExposureGroupUpdate extends z.output<typeof exposureGroupUpdateModel> {}
export const exposureGroupUpdate: z.ZodType<ExposureGroupUpdate> = exposureGroupUpdateModel;

const importSignatureModel = model('ImportSignature', {
  count: z.int().default(0),
  signatures: z.string().default(''),
});
export interface ImportSignature extends z.output<typeof importSignatureModel> {}
export const importSignature: z.ZodType<ImportSignature> = importSignatureModel;
