import { z } from 'zod';
import { model } from './model.js';

const deleteJobPreviewModel = model('DeleteJobPreview', {
  project_uid: z.string(),
  uid: z.string(),
  workspace_uids: z.array(z.string()),
  status: z.string(),
  title: z.string(),
  type: z.string(),
});
export interface DeleteJobPreview extends z.output<typeof deleteJobPreviewModel> {}
export const deleteJobPreview: z.ZodType<DeleteJobPreview> = deleteJobPreviewModel;

const deleteProjectWorkspacePreviewModel = model('DeleteProjectWorkspacePreview', {
  project_uid: z.string(),
  uid: z.string(),
  title: z.string().nullable(),
});
export interface DeleteProjectWorkspacePreview extends z.output<typeof deleteProjectWorkspacePreviewModel> {}
export const deleteProjectWorkspacePreview: z.ZodType<DeleteProjectWorkspacePreview> =
  deleteProjectWorkspacePreviewModel;

const deleteProjectPreviewModel = model('DeleteProjectPreview', {
  jobs: z.array(deleteJobPreview),
  workspaces: z.array(deleteProjectWorkspacePreview),
});
export interface DeleteProjectPreview extends z.output<typeof deleteProjectPreviewModel> {}
export const deleteProjectPreview: z.ZodType<DeleteProjectPreview> = deleteProjectPreviewModel;

const keepJobPreviewModel = model('KeepJobPreview', {
  project_uid: z.string(),
  uid: z.string(),
  workspace_uids: z.array(z.string()),
  status: z.string(),
  title: z.string(),
  type: z.string(),
  reason: z.enum(['final', 'descendants']),
  descendant_job_uids: z.array(z.string()).default([]),
  descendant_workspace_uids: z.array(z.string()).default([]),
});
export interface KeepJobPreview extends z.output<typeof keepJobPreviewModel> {}
export const keepJobPreview: z.ZodType<KeepJobPreview> = keepJobPreviewModel;

const deleteWorkspacePreviewModel = model('DeleteWorkspacePreview', {
  delete: z.array(deleteJobPreview),
  unlink: z.array(deleteJobPreview),
  keep: z.array(keepJobPreview),
  jobs: z.array(deleteJobPreview),
});
export interface DeleteWorkspacePreview extends z.output<typeof deleteWorkspacePreviewModel> {}
export const deleteWorkspacePreview: z.ZodType<DeleteWorkspacePreview> = deleteWorkspacePreviewModel;
