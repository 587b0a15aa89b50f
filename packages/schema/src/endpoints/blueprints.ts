import { z } from 'zod';
import { blueprint, blueprintParameter } from '../entities/blueprint.js';
import { endpoints } from './endpoint.js';
import { page, times } from './shapes.js';
import { flag, list } from './wire.js';

export const blueprintEndpoints = endpoints({
  'blueprints.find': {
    method: 'GET',
    query: {
      id: list(z.string()).optional(),
      job_type: list(z.string()).optional(),
      created_by: z.string().optional(),
      pinned: flag().optional(),
      imported: flag().optional(),
      ...times,
      ...page,
    },
    returns: z.array(blueprint),
  },
  'blueprints.create': { method: 'POST', body: { body: blueprint }, returns: blueprint },
  'blueprints.draft_blueprint_from_job': {
    method: 'POST',
    query: { project_uid: z.string(), job_uid: z.string() },
    returns: blueprint,
  },
  'blueprints.get_draft': { method: 'GET', path: { job_type: z.string() }, returns: blueprint },
  'blueprints.find_one': { method: 'GET', path: { blueprint_id: z.string() }, returns: blueprint },
  'blueprints.edit': {
    method: 'POST',
    path: { blueprint_id: z.string() },
    query: {
      title: z.string().optional(),
      description: z.string().optional(),
      apply_title: flag().optional(),
      apply_description: flag().optional(),
      pinned: flag().optional(),
    },
    body: { parameters: z.record(z.string(), blueprintParameter).nullable().optional() },
    returns: blueprint,
  },
  'blueprints.delete': { method: 'POST', path: { blueprint_id: z.string() }, returns: z.null() },
});
