import { z } from 'zod';
import { gridFSAsset } from '../entities/asset.js';
import { checkpointEvent, event, imageEvent, interactiveEvent, textEvent } from '../entities/event.js';
import { job } from '../entities/job.js';
import { inputSpec, outputResult, outputSpec } from '../entities/job-spec.js';
import { dataset, endpoints } from './endpoint.js';
import { ofJob, ofProject, ofWorkspace } from './shapes.js';
import { flag, integer, list } from './wire.js';

/** What changes a job and answers with it. */
const changeJob = { method: 'POST', path: ofJob, returns: job } as const;

export const jobDataEndpoints = endpoints({
  'jobs.get_log': { method: 'GET', path: ofJob, returns: z.string() },
  'jobs.get_log_path': { method: 'GET', path: ofJob, returns: z.string() },
  'jobs.get_output_fields': {
    method: 'POST',
    path: { ...ofJob, output_name: z.string() },
    body: { dtype_params: z.record(z.string(), z.unknown()).default({}) },
    returns: z.array(z.tuple([z.string(), z.string()])),
  },
  'jobs.set_params': { ...changeJob, body: { params: z.record(z.string(), z.unknown()) } },
  'jobs.clear_params': changeJob,
  'jobs.set_param': {
    method: 'POST',
    path: { ...ofJob, param: z.string() },
    body: { value: z.unknown() },
    returns: job,
  },
  'jobs.clear_param': {
    method: 'POST',
    path: { ...ofJob, param: z.string() },
    returns: job,
  },
  'jobs.load_input': {
    method: 'GET',
    path: { ...ofJob, input_name: z.string() },
    query: {
      force_join: z.union([flag(), z.literal('auto')]).default('auto'),
      slots: z.union([z.enum(['default', 'passthrough', 'all']), list(z.string())]).default('default'),
    },
    returns: dataset,
  },
  'jobs.load_output': {
    method: 'GET',
    path: { ...ofJob, output_name: z.string() },
    query: {
      version: z.union([integer(), z.literal('F')]).default('F'),
      slots: z.union([z.enum(['default', 'passthrough', 'all']), list(z.string())]).default('default'),
    },
    returns: dataset,
  },
  'jobs.save_output': {
    method: 'POST',
    path: { ...ofJob, output_name: z.string() },
    query: { filename: z.string().optional(), version: integer().default(0) },
    body: { dataset: dataset },
    returns: job,
  },
  'jobs.connect': {
    method: 'POST',
    path: { ...ofJob, input_name: z.string() },
    query: { source_output_name: z.string(), source_job_uid: z.string() },
    returns: job,
  },
  'jobs.disconnect_all': {
    method: 'POST',
    path: { ...ofJob, input_name: z.string() },
    returns: job,
  },
  'jobs.reconnect': {
    method: 'POST',
    path: { ...ofJob, input_name: z.string(), connection_index: integer() },
    query: { source_output_name: z.string(), source_job_uid: z.string() },
    returns: job,
  },
  'jobs.disconnect': {
    method: 'POST',
    path: { ...ofJob, input_name: z.string(), connection_index: integer() },
    returns: job,
  },
  'jobs.find_output_result': {
    method: 'GET',
    path: { ...ofJob, output_name: z.string(), result_name: z.string() },
    returns: outputResult,
  },
  'jobs.delete_output_result_files': {
    method: 'POST',
    path: { ...ofJob, output_name: z.string(), result_name: z.string() },
    returns: z.null(),
  },
  'jobs.connect_result': {
    method: 'POST',
    path: {
      ...ofJob,
      input_name: z.string(),
      connection_index: integer(),
      result_name: z.string(),
    },
    query: {
      source_output_name: z.string(),
      source_result_name: z.string(),
      source_result_version: z.union([integer(), z.literal('F')]).default('F'),
      source_job_uid: z.string(),
    },
    returns: job,
  },
  'jobs.disconnect_result': {
    method: 'POST',
    path: {
      ...ofJob,
      input_name: z.string(),
      connection_index: integer(),
      result_name: z.string(),
    },
    returns: job,
  },
  'jobs.add_external_input': {
    method: 'POST',
    path: { ...ofJob, input_name: z.string() },
    body: { body: inputSpec },
    returns: job,
  },
  'jobs.add_external_output': {
    method: 'POST',
    path: { ...ofJob, output_name: z.string() },
    body: { body: outputSpec },
    returns: job,
  },
  'jobs.set_output_image': {
    method: 'POST',
    path: { ...ofJob, output_name: z.string() },
    body: { body: gridFSAsset },
    returns: job,
  },
  'jobs.set_tile_image': { ...changeJob, body: { body: gridFSAsset } },
  'jobs.recalculate_size_async': { method: 'POST', path: ofJob, returns: z.null() },
  'jobs.recalculate_project_intermediate_results_size': { method: 'POST', path: ofProject, returns: z.null() },
  'jobs.clear_intermediate_results': {
    method: 'POST',
    path: ofJob,
    query: { always_keep_final: flag().default(true) },
    returns: z.null(),
  },
  'jobs.export_output_results': {
    method: 'POST',
    path: { ...ofJob, output_name: z.string() },
    body: { result_names: z.array(z.string()).nullable().optional() },
    returns: z.null(),
  },
  'jobs.get_output_result_path': {
    method: 'GET',
    path: { ...ofJob, output_name: z.string(), result_name: z.string() },
    query: { version: z.union([integer(), z.literal('F')]).default('F') },
    returns: z.string(),
  },
  'jobs.add_event_log': {
    method: 'POST',
    path: ofJob,
    query: { type: z.enum(['text', 'warning', 'error']).default('text') },
    body: { text: z.string() },
    returns: textEvent,
  },
  'jobs.get_event_logs': {
    method: 'GET',
    path: ofJob,
    query: { checkpoint: integer().optional() },
    returns: z.array(z.union([textEvent, imageEvent, interactiveEvent, checkpointEvent, event])),
  },
  'jobs.add_image_log': {
    method: 'POST',
    path: ofJob,
    query: { text: z.string(), flags: list(z.string()).default(['plots']) },
    body: { images: z.array(gridFSAsset) },
    returns: imageEvent,
  },
  'jobs.add_checkpoint': {
    method: 'POST',
    path: ofJob,
    body: { meta: z.record(z.string(), z.unknown()).default({}) },
    returns: checkpointEvent,
  },
  'jobs.update_event_log': {
    method: 'POST',
    path: { ...ofJob, event_id: z.string() },
    query: { type: z.enum(['text', 'warning', 'error']).optional() },
    body: { text: z.string().nullable().optional() },
    returns: textEvent,
  },
  'jobs.recalculate_size': changeJob,
  'jobs.update_directory_symlinks': {
    method: 'POST',
    path: ofJob,
    query: { prefix_cut: z.string(), prefix_new: z.string() },
    returns: z.int(),
  },
  'jobs.import_result_group': {
    method: 'POST',
    path: ofWorkspace,
    query: { lane: z.string().optional(), path: z.string().default('') },
    returns: job,
  },
});
