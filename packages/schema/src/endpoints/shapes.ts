/** Arguments that many functions share. */
import { z } from 'zod';
import { direction, integer, timeRange } from './wire.js';

/** What a function is about, in its URL. */
export const ofProject = { project_uid: z.string() };
export const ofWorkspace = { ...ofProject, workspace_uid: z.string() };
export const ofSession = { ...ofProject, session_uid: z.string() };
export const ofJob = { ...ofProject, job_uid: z.string() };

/** When a record was made and changed, from and to. */
export const times = { created_at: timeRange().optional(), updated_at: timeRange().optional() };

/** A part of a list: its order, the id of the record before it, and how many at most. */
export const page = {
  order: direction().default(1),
  after: z.string().optional(),
  limit: integer().default(100),
};
