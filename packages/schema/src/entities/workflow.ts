import { z } from 'zod';
import { jobSpec } from './job-spec.js';
import { model, time } from './model.js';

const workflowParameterModel = model('WorkflowParameter', {
  value: z.union([z.string(), z.int(), z.number(), z.boolean()]).nullable(),
  locked: z.boolean().default(false),
  visible: z.boolean().default(true),
  flagged: z.boolean().default(false),
  notes: z.string().default(''),
});
export interface WorkflowParameter extends z.output<typeof workflowParameterModel> {}
export const workflowParameter: z.ZodType<WorkflowParameter> = workflowParameterModel;

const workflowJobModel = model('WorkflowJob', {
  jobType: z.string(),
  title: z.string().default(''),
  description: z.string().default(''),
  parameters: z.record(z.string(), workflowParameter).default({}),
  spec: jobSpec,
  individualResults: z.array(z.array(z.string())).default([]),
  groups: z.array(z.array(z.string())),
});
export interface WorkflowJob extends z.output<typeof workflowJobModel> {}
export const workflowJob: z.ZodType<WorkflowJob> = workflowJobModel;

const workflowParentGroupModel = model('WorkflowParentGroup', {
  name: z.string(),
  connections: z.array(z.string()).default([]),
  required: z.array(z.string()).default([]),
});
export interface WorkflowParentGroup extends z.output<typeof workflowParentGroupModel> {}
export const workflowParentGroup: z.ZodType<WorkflowParentGroup> = workflowParentGroupModel;

const workflowParentModel = model('WorkflowParent', {
  groups: z.record(z.string(), workflowParentGroup).default({}),
  jobType: z.string(),
});
export interface WorkflowParent extends z.output<typeof workflowParentModel> {}
export const workflowParent: z.ZodType<WorkflowParent> = workflowParentModel;

const workflowModel = model('Workflow', {
  _id: z.string().default('000000000000000000000000'),
  updatedAt: time().default('1970-01-01T00:00:00Z'),
  createdAt: time().default('1970-01-01T00:00:00Z'),
  title: z.string().default(''),
  description: z.string().default(''),
  category: z.string().default(''),
  workflowVersion: z.string().default('1.0.0'),
  csVersion: z.string(),
  createdBy: z.string().nullable().default(null),
  updatedBy: z.string().nullable().default(null),
  pinned: z.boolean().default(false),
  imported: z.boolean().default(false),
  parents: z.record(z.string(), workflowParent).default({}),
  jobs: z.record(z.string(), workflowJob).default({}),
  reference: z.boolean().default(false),
});
export interface Workflow extends z.output<typeof workflowModel> {}
export const workflow: z.ZodType<Workflow> = workflowModel;
