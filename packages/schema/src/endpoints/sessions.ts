import { z } from 'zod';
import { sessionStatus } from '../entities/enumerations.js';
import { liveComputeResources } from '../entities/live-compute.js';
import { session } from '../entities/session.js';
import { endpoints } from './endpoint.js';
import { changeSession, makeSessionJob } from './session-shapes.js';
import { ofProject, ofSession, page, times } from './shapes.js';
import { flag, integer, list, timeRange } from './wire.js';

const filter = {
  id: list(z.string()).optional(),
  uid: list(z.string()).optional(),
  session_uid: list(z.string()).optional(),
  project_uid: list(z.string()).optional(),
  ...times,
  cleared_at: timeRange().optional(),
  status: list(sessionStatus).optional(),
  deleted: flag().default(false),
};

/** Live sessions: found, made, started, paused, put away. */
export const sessionEndpoints = endpoints({
  'sessions.find': { method: 'GET', query: { ...filter, ...page }, returns: z.array(session) },
  'sessions.count': { method: 'GET', query: filter, returns: z.int() },
  'sessions.find_one': { method: 'GET', path: ofSession, returns: session },
  'sessions.delete': { method: 'POST', path: ofSession, returns: z.null() },
  'sessions.create': {
    method: 'POST',
    path: ofProject,
    query: { title: z.string(), description: z.string().optional(), created_by_job_uid: z.string().optional() },
    returns: session,
  },
  'sessions.clone': {
    ...changeSession,
    query: {
      title: z.string().optional(),
      description: z.string().optional(),
      created_by_job_uid: z.string().optional(),
    },
  },
  'sessions.start': changeSession,
  'sessions.pause': changeSession,
  'sessions.add_tag': {
    method: 'POST',
    path: { ...ofSession, tag_uid: z.string() },
    returns: session,
  },
  'sessions.remove_tag': {
    method: 'POST',
    path: { ...ofSession, tag_uid: z.string() },
    returns: session,
  },
  'sessions.clear_session': changeSession,
  'sessions.view': changeSession,
  'sessions.start_extract_manual': { method: 'POST', path: ofSession, returns: z.null() },
  'sessions.create_and_enqueue_export_particles': {
    ...makeSessionJob,
    query: {
      picker_type: z.enum(['blob', 'template', 'manual']).optional(),
      num_mics: integer().optional(),
      uid_lte: integer().optional(),
      test_only: flag().default(false),
    },
  },
  'sessions.create_and_enqueue_export_exposures': {
    ...makeSessionJob,
    query: { export_ignored: flag().default(false) },
  },
  'sessions.mark_session_completed': changeSession,
  'sessions.compact_session': { method: 'POST', path: ofSession, returns: z.null() },
  'sessions.restore_session': {
    method: 'POST',
    path: ofSession,
    body: { body: liveComputeResources },
    returns: z.null(),
  },
  'sessions.star_session': changeSession,
  'sessions.unstar_session': changeSession,
  'sessions.export_session': {
    method: 'POST',
    path: ofSession,
    query: {
      export_movies: flag().default(false),
      export_ignored_exposures: flag().default(false),
      picker_type: z.enum(['blob', 'template', 'manual']).optional(),
    },
    returns: z.null(),
  },
});
