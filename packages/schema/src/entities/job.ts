import { z } from 'zod';
import { instanceInformation } from './instance.js';
import { jobBuildError, jobSpec } from './job-spec.js';
import { fixedResourceSlots, resourceSlots } from './resource.js';
import { schedulerTarget } from './scheduler.js';
import { jobStatus } from './enumerations.js';
import { model, time } from './model.js';

const allocatedResourcesModel = model('AllocatedResources', {
  lane: z.string().nullable().default(null),
  lane_type: z.string().nullable().default(null),
  hostname: z.string(),
  target: schedulerTarget.nullable().default(null),
  slots: resourceSlots.prefault({}),
  fixed: fixedResourceSlots.prefault({}),
  licenses_acquired: z.int().default(0),
});
export interface AllocatedResources extends z.output<typeof allocatedResourcesModel> {}
export const allocatedResources: z.ZodType<AllocatedResources> = allocatedResourcesModel;

const jobLastAccessedModel = model('JobLastAccessed', {
  name: z.string(),
  accessed_at: time().default('0001-01-01T00:00:00Z'),
});
export interface JobLastAccessed extends z.output<typeof jobLastAccessedModel> {}
export const jobLastAccessed: z.ZodType<JobLastAccessed> = jobLastAccessedModel;

const jobWorkflowInfoModel = model('JobWorkflowInfo', {
  id: z.string(),
  jobId: z.string(),
  run: z.int().default(0),
});
export interface JobWorkflowInfo extends z.output<typeof jobWorkflowInfoModel> {}
export const jobWorkflowInfo: z.ZodType<JobWorkflowInfo> = jobWorkflowInfoModel;

const runErrorModel = model('RunError', {
  message: z.string(),
  warning: z.boolean().default(false),
});
export interface RunError extends z.output<typeof runErrorModel> {}
export const runError: z.ZodType<RunError> = runErrorModel;

const uiTileImageModel = model('UiTileImage', {
  name: z.string(),
  fileid: z.string(),
  num_rows: z.int().nullable().default(null),
  num_cols: z.int().nullable().default(null),
});
export interface UiTileImage extends z.output<typeof uiTileImageModel> {}
export const uiTileImage: z.ZodType<UiTileImage> = uiTileImageModel;

const jobModel = model('Job', {
  _id: z.string().default('000000000000000000000000'),
  updated_at: time().default('1970-01-01T00:00:00Z'),
  created_at: time().default('1970-01-01T00:00:00Z'),
  dumped_at: time().nullable().default(null),
  last_dumped_version: z.string().nullable().default(null),
  autodump: z.boolean().default(true),
  uid: z.string(),
  project_uid: z.string(),
  workspace_uids: z.array(z.string()).prefault(['W1']),
  spec: jobSpec,
  job_dir: z.string(),
  job_dir_size: z.int().default(0),
  job_dir_size_last_updated: time(),
  run_as_user: z.string().nullable().default(null),
  title: z.string().default(''),
  description: z.string().default(''),
  status: jobStatus.default('building'),
  created_by_user_id: z.string().nullable().default(null),
  created_by_job_uid: z.string().nullable().default(null),
  cloned_from: z.string().nullable().default(null),
  queued_at: time().nullable().default(null),
  started_at: time().nullable().default(null),
  launched_at: time().nullable().default(null),
  running_at: time().nullable().default(null),
  waiting_at: time().nullable().default(null),
  completed_at: time().nullable().default(null),
  killed_at: time().nullable().default(null),
  failed_at: time().nullable().default(null),
  heartbeat_at: time().nullable().default(null),
  tokens_acquired_at: time().nullable().default(null),
  tokens_requested_at: time().nullable().default(null),
  last_scheduled_at: time().nullable().default(null),
  last_accessed: jobLastAccessed.nullable().default(null),
  has_error: z.boolean().default(false),
  has_warning: z.boolean().default(false),
  version_created: z.string().nullable().default(null),
  version: z.string().nullable().default(null),
  priority: z.int().default(0),
  deleted: z.boolean().default(false),
  deleting: z.boolean().default(false),
  parents: z.array(z.string()).default([]),
  children: z.array(z.string()).default([]),
  resources_allocated: allocatedResources.nullable().default(null),
  queued_by_user_id: z.string().nullable().default(null),
  queued_to_lane: z.string().nullable().default(null),
  queued_to_hostname: z.string().nullable().default(null),
  queued_to_gpu: z.array(z.int()).nullable().default(null),
  queue_status: z
    .enum([
      'waiting_inputs',
      'project_paused',
      'actively_queued',
      'launched',
      'waiting_maintenance',
      'waiting_licenses',
      'waiting_resources',
    ])
    .nullable()
    .default(null),
  queue_message: z.string().nullable().default(null),
  queued_job_hash: z.int().nullable().default(null),
  num_tokens: z.int().default(0),
  job_sig: z.string().nullable().default(null),
  errors_run: z.array(runError).default([]),
  interactive_port: z.int().nullable().default(null),
  PID_monitor: z.int().nullable().default(null),
  PID_main: z.int().nullable().default(null),
  PID_workers: z.array(z.int()).default([]),
  cluster_job_id: z.string().nullable().default(null),
  cluster_job_status: z.string().nullable().default(null),
  cluster_job_status_code: z.string().nullable().default(null),
  cluster_job_monitor_event_id: z.string().nullable().default(null),
  cluster_job_monitor_retries: z.int().default(0),
  cluster_job_monitor_last_run_at: time().nullable().default(null),
  cluster_job_submission_script: z.string().nullable().default(null),
  cluster_job_custom_vars: z.record(z.string(), z.string()).default({}),
  ui_tile_images: z.array(uiTileImage).default([]),
  is_experiment: z.boolean().default(false),
  enable_bench: z.boolean().default(false),
  bench: z.record(z.string(), z.union([z.number(), z.int(), z.record(z.string(), z.unknown())])).default({}),
  bench_timings: z.record(z.string(), z.array(z.tuple([time(), time().nullable()]))).default({}),
  completed_count: z.int().default(0),
  instance_information: instanceInformation.prefault({}),
  last_intermediate_data_cleared_at: time().nullable().default(null),
  last_intermediate_data_cleared_amount: z.int().default(0),
  intermediate_results_size_bytes: z.int().default(0),
  intermediate_results_size_last_updated: time().nullable().default(null),
  is_final_result: z.boolean().default(false),
  is_ancestor_of_final_result: z.boolean().default(false),
  no_check_inputs_ready: z.boolean().default(false),
  progress: z.array(z.record(z.string(), z.unknown())).default([]),
  last_exported_at: time().nullable().default(null),
  last_exported_location: z.string().nullable().default(null),
  last_exported_version: z.string().nullable().default(null),
  tags: z.array(z.string()).default([]),
  workflow: jobWorkflowInfo.nullable().default(null),
  imported_at: time().nullable().default(null),
  deleted_at: time().nullable().default(null),
  import_status: z.enum(['importing', 'complete', 'failed']).nullable().default(null),
  attach_status: z.enum(['attaching', 'complete', 'failed']).nullable().default(null),
  starred_by: z.array(z.string()).default([]),
  requeue_windows_ends_at: time().nullable().default(null),
  oversubscribe_gpus: z.boolean().default(false),
  uid_num: z.int(),
  project_uid_num: z.int(),
  status_num: z.int(),
  build_errors: z.array(jobBuildError),
});
export interface Job extends z.output<typeof jobModel> {}
export const job: z.ZodType<Job> = jobModel;
