import { z } from 'zod';
import { deleteWorkspacePreview } from '../entities/preview.js';
import { workspaceAncestorUidsResponse, workspaceDescendantUidsResponse } from '../entities/replies.js';
import { session } from '../entities/session.js';
import { workspace } from '../entities/workspace.js';
import { endpoints } from './endpoint.js';
import { direction, flag, integer, list, timeRange } from './wire.js';

export const workspaceEndpoints = endpoints({
  'workspaces.find': {
    method: 'GET',
    query: {
      id: list(z.string()).optional(),
      uid: list(z.string()).optional(),
      project_uid: list(z.string()).optional(),
      created_at: timeRange().optional(),
      updated_at: timeRange().optional(),
      deleted: flag().default(false),
      order: direction().default(1),
      after: z.string().optional(),
      limit: integer().default(100),
    },
    returns: z.array(z.union([workspace, session])),
  },
  'workspaces.count': {
    method: 'GET',
    query: {
      id: list(z.string()).optional(),
      uid: list(z.string()).optional(),
      project_uid: list(z.string()).optional(),
      created_at: timeRange().optional(),
      updated_at: timeRange().optional(),
      deleted: flag().default(false),
    },
    returns: z.int(),
  },
  'workspaces.preview_delete': {
    method: 'GET',
    path: { project_uid: z.string(), workspace_uid: z.string() },
    returns: deleteWorkspacePreview,
  },
  'workspaces.find_one': {
    method: 'GET',
    path: { project_uid: z.string(), workspace_uid: z.string() },
    returns: z.union([workspace, session]),
  },
  'workspaces.delete': {
    method: 'POST',
    path: { project_uid: z.string(), workspace_uid: z.string() },
    returns: z.null(),
  },
  'workspaces.create': {
    method: 'POST',
    path: { project_uid: z.string() },
    query: { title: z.string(), description: z.string().optional(), created_by_job_uid: z.string().optional() },
    returns: workspace,
  },
  'workspaces.set_title': {
    method: 'POST',
    path: { project_uid: z.string(), workspace_uid: z.string() },
    query: { title: z.string() },
    returns: z.union([workspace, session]),
  },
  'workspaces.set_description': {
    method: 'POST',
    path: { project_uid: z.string(), workspace_uid: z.string() },
    body: { description: z.string() },
    returns: z.union([workspace, session]),
  },
  'workspaces.view': {
    method: 'POST',
    path: { project_uid: z.string(), workspace_uid: z.string() },
    returns: z.union([workspace, session]),
  },
  'workspaces.add_tag': {
    method: 'POST',
    path: { project_uid: z.string(), workspace_uid: z.string(), tag_uid: z.string() },
    returns: z.union([workspace, session]),
  },
  'workspaces.remove_tag': {
    method: 'POST',
    path: { project_uid: z.string(), workspace_uid: z.string(), tag_uid: z.string() },
    returns: z.union([workspace, session]),
  },
  'workspaces.clear_intermediate_results': {
    method: 'POST',
    path: { project_uid: z.string(), workspace_uid: z.string() },
    query: { always_keep_final: flag().default(false) },
    returns: z.null(),
  },
  'workspaces.find_workspace_ancestor_uids': {
    method: 'GET',
    path: { project_uid: z.string(), workspace_uid: z.string() },
    query: { job_uids: list(z.string()) },
    returns: workspaceAncestorUidsResponse,
  },
  'workspaces.find_workspace_descendant_uids': {
    method: 'GET',
    path: { project_uid: z.string(), workspace_uid: z.string() },
    query: { job_uids: list(z.string()) },
    returns: workspaceDescendantUidsResponse,
  },
  'workspaces.star_workspace': {
    method: 'POST',
    path: { project_uid: z.string(), workspace_uid: z.string() },
    returns: z.union([workspace, session]),
  },
  'workspaces.unstar_workspace': {
    method: 'POST',
    path: { project_uid: z.string(), workspace_uid: z.string() },
    returns: z.union([workspace, session]),
  },
});
