import { z } from 'zod';
import { jobGroup } from './job-group.js';
import { model, time } from './model.js';

const workspaceLastAccessedModel = model('WorkspaceLastAccessed', {
  name: z.string(),
  accessed_at: time(),
});
export interface WorkspaceLastAccessed extends z.output<typeof workspaceLastAccessedModel> {}
export const workspaceLastAccessed: z.ZodType<WorkspaceLastAccessed> = workspaceLastAccessedModel;

const workspaceStatsModel = model('WorkspaceStats', {
  updated_at: time().nullable().default(null),
  job_count: z.int().default(0),
  job_sections: z.record(z.string(), z.int()).default({}),
  job_status: z.record(z.string(), z.int()).default({}),
  job_types: z.record(z.string(), z.int()).default({}),
});
export interface WorkspaceStats extends z.output<typeof workspaceStatsModel> {}
export const workspaceStats: z.ZodType<WorkspaceStats> = workspaceStatsModel;

const workspaceModel = model('Workspace', {
  _id: z.string().default('000000000000000000000000'),
  updated_at: time().default('1970-01-01T00:00:00Z'),
  created_at: time().default('1970-01-01T00:00:00Z'),
  dumped_at: time().nullable().default(null),
  last_dumped_version: z.string().nullable().default(null),
  autodump: z.boolean().default(true),
  uid: z.string(),
  project_uid: z.string(),
  workspace_type: z.literal('base'),
  created_by_user_id: z.string().nullable().default(null),
  title: z.string().nullable().default(null),
  description: z.string().nullable().default(null),
  created_by_job_uid: z.string().nullable().default(null),
  tags: z.array(z.string()).default([]),
  starred_by: z.array(z.string()).default([]),
  deleted: z.boolean().default(false),
  deleting: z.boolean().default(false),
  last_accessed: workspaceLastAccessed.nullable().default(null),
  workspace_stats: workspaceStats.prefault({}),
  imported_at: time().nullable().default(null),
  groups: z.array(jobGroup).default([]),
  uid_num: z.int(),
  project_uid_num: z.int(),
});
export interface Workspace extends z.output<typeof workspaceModel> {}
export const workspace: z.ZodType<Workspace> = workspaceModel;
