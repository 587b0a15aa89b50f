import { z } from 'zod';
import { deleteWorkspacePreview } from '../entities/preview.js';
import { workspaceAncestorUidsResponse, workspaceDescendantUidsResponse } from '../entities/replies.js';
import { session } from '../entities/session.js';
import { workspace } from '../entities/workspace.js';
import { endpoints } from './endpoint.js';
import { ofProject, ofWorkspace, page, times } from './shapes.js';
import { flag, list } from './wire.js';

const filter = {
  id: list(z.string()).optional(),
  uid: list(z.string()).optional(),
  project_uid: list(z.string()).optional(),
  ...times,
  deleted: flag().default(false),
};

/** A Live session is a workspace too. */
const either = z.union([workspace, session]);

/** What changes a workspace and answers with it. */
const changeWorkspace = { method: 'POST', path: ofWorkspace, returns: either } as const;

export const workspaceEndpoints = endpoints({
  'workspaces.find': { method: 'GET', query: { ...filter, ...page }, returns: z.array(either) },
  'workspaces.count': { method: 'GET', query: filter, returns: z.int() },
  'workspaces.preview_delete': { method: 'GET', path: ofWorkspace, returns: deleteWorkspacePreview },
  'workspaces.find_one': { method: 'GET', path: ofWorkspace, returns: either },
  'workspaces.delete': { method: 'POST', path: ofWorkspace, returns: z.null() },
  'workspaces.create': {
    method: 'POST',
    path: ofProject,
    query: { title: z.string(), description: z.string().optional(), created_by_job_uid: z.string().optional() },
    returns: workspace,
  },
  'workspaces.set_title': { ...changeWorkspace, query: { title: z.string() } },
  'workspaces.set_description': { ...changeWorkspace, body: { description: z.string() } },
  'workspaces.view': changeWorkspace,
  'workspaces.add_tag': {
    method: 'POST',
    path: { ...ofWorkspace, tag_uid: z.string() },
    returns: either,
  },
  'workspaces.remove_tag': {
    method: 'POST',
    path: { ...ofWorkspace, tag_uid: z.string() },
    returns: either,
  },
  'workspaces.clear_intermediate_results': {
    method: 'POST',
    path: ofWorkspace,
    query: { always_keep_final: flag().default(false) },
    returns: z.null(),
  },
  'workspaces.find_workspace_ancestor_uids': {
    method: 'GET',
    path: ofWorkspace,
    query: { job_uids: list(z.string()) },
    returns: workspaceAncestorUidsResponse,
  },
  'workspaces.find_workspace_descendant_uids': {
    method: 'GET',
    path: ofWorkspace,
    query: { job_uids: list(z.string()) },
    returns: workspaceDescendantUidsResponse,
  },
  'workspaces.star_workspace': changeWorkspace,
  'workspaces.unstar_workspace': changeWorkspace,
});
