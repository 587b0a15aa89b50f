import { z } from 'zod';
import { model, time } from './model.js';

const generateIntermediateResultsSettingsModel = model('GenerateIntermediateResultsSettings', {
  class_2D_new: z.boolean().default(false),
  class_3D: z.boolean().default(false),
  var_3D_disp: z.boolean().default(false),
});
export interface GenerateIntermediateResultsSettings extends z.output<
  typeof generateIntermediateResultsSettingsModel
> {}
export const generateIntermediateResultsSettings: z.ZodType<GenerateIntermediateResultsSettings> =
  generateIntermediateResultsSettingsModel;

const projectLastAccessedModel = model('ProjectLastAccessed', {
  name: z.string().default(''),
  accessed_at: time().default('0001-01-01T00:00:00Z'),
});
export interface ProjectLastAccessed extends z.output<typeof projectLastAccessedModel> {}
export const projectLastAccessed: z.ZodType<ProjectLastAccessed> = projectLastAccessedModel;

const projectStatsModel = model('ProjectStats', {
  workspace_count: z.int().default(0),
  session_count: z.int().default(0),
  job_count: z.int().default(0),
  job_types: z.record(z.string(), z.int()).default({}),
  job_sections: z.record(z.string(), z.int()).default({}),
  job_status: z.record(z.string(), z.int()).default({}),
  updated_at: time().nullable().default(null),
});
export interface ProjectStats extends z.output<typeof projectStatsModel> {}
export const projectStats: z.ZodType<ProjectStats> = projectStatsModel;

const projectWorkflowInfoModel = model('ProjectWorkflowInfo', {
  latest_workflow_uid: z.string().default('WF1'),
  runs: z.record(z.string(), z.int()).default({}),
});
export interface ProjectWorkflowInfo extends z.output<typeof projectWorkflowInfoModel> {}
export const projectWorkflowInfo: z.ZodType<ProjectWorkflowInfo> = projectWorkflowInfoModel;

const projectModel = model('Project', {
  _id: z.string().default('000000000000000000000000'),
  updated_at: time().default('1970-01-01T00:00:00Z'),
  created_at: time().default('1970-01-01T00:00:00Z'),
  dumped_at: time().nullable().default(null),
  last_dumped_version: z.string().nullable().default(null),
  autodump: z.boolean().default(true),
  uid: z.string(),
  project_dir: z.string(),
  owner_user_id: z.string(),
  title: z.string(),
  description: z.string().default(''),
  project_params_pdef: z.record(z.string(), z.unknown()).default({}),
  queue_paused: z.boolean().default(false),
  deleted: z.boolean().default(false),
  deleting: z.boolean().default(false),
  users_with_access: z.array(z.string()).default([]),
  size: z.int().default(0),
  size_last_updated: time(),
  last_accessed: projectLastAccessed.nullable().default(null),
  archived: z.boolean().default(false),
  detached: z.boolean().default(false),
  generate_intermediate_results_settings: generateIntermediateResultsSettings.prefault({}),
  last_exp_group_id_used: z.int().nullable().default(null),
  develop_run_as_user: z.string().nullable().default(null),
  imported_at: time().nullable().default(null),
  import_status: z.enum(['importing', 'complete', 'failed', 'accepted']).nullable().default(null),
  project_stats: projectStats.prefault({}),
  created_at_version: z.string().default('unknown'),
  last_archived_version: z.string().nullable().default(null),
  last_detached_version: z.string().nullable().default(null),
  is_cleanup_in_progress: z.boolean().default(false),
  tags: z.array(z.string()).default([]),
  starred_by: z.array(z.string()).default([]),
  autodump_failed: z.boolean().default(false),
  autodump_errors: z.array(z.string()).default([]),
  workflows: projectWorkflowInfo.prefault({}),
  uid_num: z.int(),
});
export interface Project extends z.output<typeof projectModel> {}
export const project: z.ZodType<Project> = projectModel;

const projectSymlinkModel = model('ProjectSymlink', {
  path: z.string(),
  target: z.string(),
  exists: z.boolean(),
});
export interface ProjectSymlink extends z.output<typeof projectSymlinkModel> {}
export const projectSymlink: z.ZodType<ProjectSymlink> = projectSymlinkModel;
