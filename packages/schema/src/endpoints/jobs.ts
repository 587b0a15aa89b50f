import { z } from 'zod';
import { category, jobStatus } from '../entities/enumerations.js';
import { job } from '../entities/job.js';
import { externalOutputSpec } from '../entities/job-spec.js';
import { float } from '../entities/model.js';
import { getFinalResultsResponse } from '../entities/replies.js';
import { endpoints } from './endpoint.js';
import { ofJob, ofProject, ofWorkspace, page, times } from './shapes.js';
import { flag, integer, list, timeRange } from './wire.js';

const filter = {
  id: list(z.string()).optional(),
  project_uid: list(z.string()).optional(),
  workspace_uid: list(z.string()).optional(),
  uid: list(z.string()).optional(),
  type: list(z.string()).optional(),
  status: list(jobStatus).optional(),
  category: list(category).optional(),
  ...times,
  queued_at: timeRange().optional(),
  started_at: timeRange().optional(),
  waiting_at: timeRange().optional(),
  completed_at: timeRange().optional(),
  killed_at: timeRange().optional(),
  failed_at: timeRange().optional(),
  exported_at: timeRange().optional(),
  deleted: flag().default(false),
};

/** What changes a job and answers with it. */
const changeJob = { method: 'POST', path: ofJob, returns: job } as const;

export const jobEndpoints = endpoints({
  'jobs.find': { method: 'GET', query: { ...filter, ...page }, returns: z.array(job) },
  'jobs.delete_many': {
    method: 'POST',
    body: { project_job_uids: z.array(z.tuple([z.string(), z.string()])) },
    returns: z.null(),
  },
  'jobs.count': { method: 'GET', query: filter, returns: z.int() },
  'jobs.get_active_count': { method: 'GET', returns: z.int() },
  'jobs.clone_many': {
    method: 'POST',
    path: ofProject,
    query: { workspace_uid: z.string().optional(), new_workspace_title: z.string().optional() },
    body: { job_uids: z.array(z.string()) },
    returns: z.array(job),
  },
  'jobs.get_chain': {
    method: 'GET',
    path: ofProject,
    query: { start_job_uid: z.string(), end_job_uid: z.string() },
    returns: z.array(z.string()),
  },
  'jobs.clone_chain': {
    method: 'POST',
    path: ofProject,
    query: {
      start_job_uid: z.string(),
      end_job_uid: z.string(),
      workspace_uid: z.string().optional(),
      new_workspace_title: z.string().optional(),
    },
    returns: z.array(job),
  },
  'jobs.get_final_results': { method: 'GET', path: ofProject, returns: getFinalResultsResponse },
  'jobs.find_one': { method: 'GET', path: ofJob, returns: job },
  'jobs.delete': { method: 'POST', path: ofJob, returns: z.null() },
  'jobs.get_directory': { method: 'GET', path: ofJob, returns: z.string() },
  'jobs.create': {
    method: 'POST',
    path: ofWorkspace,
    query: {
      type: z.string(),
      title: z.string().default(''),
      description: z.string().default(''),
      created_by_job_uid: z.string().optional(),
      enable_bench: flag().default(false),
    },
    body: { params: z.record(z.string(), z.union([z.boolean(), float(), z.string()]).nullable()).default({}) },
    returns: job,
  },
  'jobs.create_external_result': {
    method: 'POST',
    path: ofWorkspace,
    body: { body: externalOutputSpec },
    returns: job,
  },
  'jobs.get_status': { method: 'GET', path: ofJob, returns: jobStatus },
  'jobs.view': {
    method: 'POST',
    path: { ...ofWorkspace, job_uid: z.string() },
    returns: job,
  },
  'jobs.enqueue': {
    ...changeJob,
    query: {
      lane: z.string().optional(),
      hostname: z.string().optional(),
      gpus: list(integer()).default([]),
      no_check_inputs_ready: flag().default(false),
      oversubscribe_gpus: flag().default(false),
    },
  },
  'jobs.export_job': { method: 'POST', path: ofJob, returns: z.null() },
  'jobs.interactive_post': {
    method: 'POST',
    path: ofJob,
    query: { endpoint: z.string(), timeout: integer().default(10) },
    body: { body: z.record(z.string(), z.unknown()) },
    returns: z.unknown(),
  },
  'jobs.mark_running': { ...changeJob, query: { status: z.enum(['running', 'waiting']).default('running') } },
  'jobs.mark_completed': changeJob,
  'jobs.mark_failed': { ...changeJob, query: { error: z.string().optional() } },
  'jobs.clear': { ...changeJob, query: { descendants: flag().default(false) } },
  'jobs.clear_many': { method: 'POST', query: { ...filter, ...page }, returns: z.array(job) },
  'jobs.clone': {
    ...changeJob,
    query: { workspace_uid: z.string().optional(), created_by_job_uid: z.string().optional() },
  },
  'jobs.kill': changeJob,
  'jobs.set_final_result': { ...changeJob, query: { is_final_result: flag() } },
  'jobs.set_title': { ...changeJob, query: { title: z.string() } },
  'jobs.set_description': { ...changeJob, body: { description: z.string() } },
  'jobs.set_priority': { ...changeJob, query: { priority: integer() } },
  'jobs.set_cluster_custom_vars': { ...changeJob, body: { cluster_custom_vars: z.record(z.string(), z.string()) } },
  'jobs.get_active_licenses_count': { method: 'GET', returns: z.int() },
  'jobs.get_types': { method: 'GET', returns: z.unknown() },
  'jobs.get_categories': { method: 'GET', returns: z.unknown() },
  'jobs.find_ancestor_uids': {
    method: 'GET',
    path: ofJob,
    query: { workspace_uid: z.string().optional() },
    returns: z.array(z.string()),
  },
  'jobs.find_descendant_uids': {
    method: 'GET',
    path: ofJob,
    query: { workspace_uid: z.string().optional() },
    returns: z.array(z.string()),
  },
  'jobs.link_to_workspace': {
    method: 'POST',
    path: { ...ofJob, workspace_uid: z.string() },
    returns: job,
  },
  'jobs.unlink_from_workspace': {
    method: 'POST',
    path: { ...ofJob, workspace_uid: z.string() },
    returns: job,
  },
  'jobs.move': { ...changeJob, query: { from_workspace_uid: z.string(), to_workspace_uid: z.string() } },
  'jobs.add_tag': {
    method: 'POST',
    path: { ...ofJob, tag_uid: z.string() },
    returns: job,
  },
  'jobs.remove_tag': {
    method: 'POST',
    path: { ...ofJob, tag_uid: z.string() },
    returns: job,
  },
  'jobs.import_job': {
    method: 'POST',
    path: ofWorkspace,
    query: { path: z.string().default('') },
    returns: z.null(),
  },
  'jobs.star_job': changeJob,
  'jobs.unstar_job': changeJob,
  'jobs.apply_blueprint': { ...changeJob, query: { blueprint_id: z.string() } },
  'jobs.create_job_from_blueprint': {
    method: 'POST',
    path: ofWorkspace,
    query: { blueprint_id: z.string() },
    returns: job,
  },
});
