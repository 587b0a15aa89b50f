import { z } from 'zod';
import { category, jobStatus } from '../entities/enumerations.js';
import { jobRegister } from '../entities/job-register.js';
import { float } from '../entities/model.js';
import { deleteProjectPreview } from '../entities/preview.js';
import { generateIntermediateResultsSettings, project, projectSymlink } from '../entities/project.js';
import { bytes, endpoints } from './endpoint.js';
import { ofProject, page, times } from './shapes.js';
import { flag, list } from './wire.js';

const filter = {
  id: list(z.string()).optional(),
  uid: list(z.string()).optional(),
  ...times,
  project_dir: z.string().optional(),
  owner_user_id: z.string().optional(),
  users_with_access: list(z.string()).optional(),
  deleted: flag().default(false),
  archived: flag().optional(),
  detached: flag().optional(),
};

/** What changes a project and answers with it. */
const changeProject = { method: 'POST', path: ofProject, returns: project } as const;

export const projectEndpoints = endpoints({
  'projects.check_directory': { method: 'GET', query: { path: z.string() }, returns: z.string() },
  'projects.get_title_slug': { method: 'GET', query: { title: z.string() }, returns: z.string() },
  'projects.find': { method: 'GET', query: { ...filter, ...page }, returns: z.array(project) },
  'projects.create': {
    method: 'POST',
    query: { title: z.string(), description: z.string().optional(), parent_dir: z.string() },
    returns: project,
  },
  'projects.count': { method: 'GET', query: { ...filter, ...page }, returns: z.int() },
  'projects.set_title': { ...changeProject, query: { title: z.string() } },
  'projects.set_description': { ...changeProject, body: { description: z.string() } },
  'projects.view': changeProject,
  'projects.mkdir': {
    method: 'POST',
    path: ofProject,
    query: { parents: flag().default(false), exist_ok: flag().default(false), path: z.string().default('') },
    returns: z.string(),
  },
  'projects.cp': {
    method: 'POST',
    path: ofProject,
    query: { source: z.string(), path: z.string().default('') },
    returns: z.string(),
  },
  'projects.symlink': {
    method: 'POST',
    path: ofProject,
    query: { source: z.string(), path: z.string().default('') },
    returns: z.string(),
  },
  'projects.upload_file': {
    method: 'POST',
    path: ofProject,
    query: { overwrite: flag().default(false), path: z.string().default('') },
    body: { stream: bytes },
    returns: z.string(),
  },
  'projects.download_file': {
    method: 'GET',
    path: ofProject,
    query: { path: z.string().default('') },
    returns: bytes,
  },
  'projects.ls': {
    method: 'GET',
    path: ofProject,
    query: { recursive: flag().default(false), path: z.string().default('') },
    returns: z.array(z.string()),
  },
  'projects.get_job_register': { method: 'GET', path: ofProject, returns: jobRegister },
  'projects.preview_delete': { method: 'GET', path: ofProject, returns: deleteProjectPreview },
  'projects.find_one': { method: 'GET', path: ofProject, returns: project },
  'projects.delete': { method: 'POST', path: ofProject, returns: z.null() },
  'projects.get_directory': { method: 'GET', path: ofProject, returns: z.string() },
  'projects.get_owner_id': { method: 'GET', path: ofProject, returns: z.string() },
  'projects.set_owner': { method: 'POST', path: { ...ofProject, user_id: z.string() }, returns: project },
  'projects.add_user_access': {
    method: 'POST',
    path: { ...ofProject, user_id: z.string() },
    returns: project,
  },
  'projects.remove_user_access': {
    method: 'POST',
    path: { ...ofProject, user_id: z.string() },
    returns: project,
  },
  'projects.refresh_size': { method: 'POST', path: ofProject, returns: z.null() },
  'projects.get_symlinks': { method: 'GET', path: ofProject, returns: z.array(projectSymlink) },
  'projects.set_default_param': {
    method: 'POST',
    path: { ...ofProject, name: z.string() },
    body: { value: z.union([z.boolean(), float(), z.string()]) },
    returns: project,
  },
  'projects.clear_default_param': {
    method: 'POST',
    path: { ...ofProject, name: z.string() },
    returns: project,
  },
  'projects.claim_instance_ownership': {
    method: 'POST',
    path: ofProject,
    query: { force: flag().default(false) },
    returns: z.null(),
  },
  'projects.claim_all_instance_ownership': {
    method: 'POST',
    query: { force: flag().default(false) },
    returns: z.null(),
  },
  'projects.archive': { method: 'POST', path: ofProject, returns: z.null() },
  'projects.unarchive': { ...changeProject, query: { path: z.string() } },
  'projects.detach': { method: 'POST', path: ofProject, returns: z.null() },
  'projects.attach': {
    method: 'POST',
    query: { project_owner_id: z.string().optional(), path: z.string() },
    returns: project,
  },
  'projects.accept_failed_attach': changeProject,
  'projects.move': { method: 'POST', path: ofProject, query: { path: z.string() }, returns: project },
  'projects.get_next_exposure_group_id': { method: 'POST', path: ofProject, returns: z.int() },
  'projects.cleanup_data': {
    method: 'POST',
    path: ofProject,
    query: {
      workspace_uid: z.string().optional(),
      delete_non_final: flag().default(false),
      delete_statuses: list(jobStatus).default([]),
      clear_non_final: flag().default(false),
      clear_categories: list(category).default([]),
      clear_types: list(z.string()).default([]),
      clear_statuses: list(jobStatus).default([]),
      clear_preprocessing: flag().default(false),
      clear_intermediate_results: flag().default(false),
    },
    returns: z.null(),
  },
  'projects.add_tag': { method: 'POST', path: { ...ofProject, tag_uid: z.string() }, returns: project },
  'projects.remove_tag': { method: 'POST', path: { ...ofProject, tag_uid: z.string() }, returns: project },
  'projects.get_generate_intermediate_results_settings': {
    method: 'GET',
    path: ofProject,
    returns: generateIntermediateResultsSettings,
  },
  'projects.set_generate_intermediate_results_settings': {
    ...changeProject,
    body: { body: generateIntermediateResultsSettings },
  },
  'projects.clear_intermediate_results': {
    method: 'POST',
    path: ofProject,
    query: { always_keep_final: flag().default(true) },
    returns: z.null(),
  },
  'projects.get_generate_intermediate_results_job_types': { method: 'GET', returns: z.array(z.string()) },
  'projects.star_project': changeProject,
  'projects.unstar_project': changeProject,
  'projects.reset_autodump': changeProject,
});
