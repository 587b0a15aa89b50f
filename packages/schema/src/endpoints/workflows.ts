import { z } from 'zod';
import { job } from '../entities/job.js';
import { workflow, workflowJob, workflowParameter } from '../entities/workflow.js';
import { endpoints } from './endpoint.js';
import { page, times } from './shapes.js';
import { flag, list } from './wire.js';

export const workflowEndpoints = endpoints({
  'workflows.find': {
    method: 'GET',
    query: {
      id: list(z.string()).optional(),
      title: z.string().optional(),
      category: list(z.string()).optional(),
      created_by: list(z.string()).optional(),
      pinned: flag().optional(),
      ...times,
      ...page,
    },
    returns: z.array(workflow),
  },
  'workflows.create': {
    method: 'POST',
    query: { forked: flag().default(false), rebuilt: flag().default(false) },
    body: { body: workflow },
    returns: workflow,
  },
  'workflows.find_one': { method: 'GET', path: { workflow_id: z.string() }, returns: workflow },
  'workflows.edit': { method: 'POST', path: { workflow_id: z.string() }, body: { body: workflow }, returns: workflow },
  'workflows.delete': { method: 'POST', path: { workflow_id: z.string() }, returns: z.null() },
  'workflows.set_job_param': {
    method: 'POST',
    path: { workflow_id: z.string(), workflow_juid: z.string(), param: z.string() },
    body: { body: workflowParameter },
    returns: workflowJob,
  },
  'workflows.apply': {
    method: 'POST',
    path: { workflow_id: z.string() },
    query: { project_uid: z.string(), workspace_uid: z.string() },
    body: { parent_juids: z.array(z.string()).default([]) },
    returns: z.array(job),
  },
});
