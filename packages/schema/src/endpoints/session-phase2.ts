import { z } from 'zod';
import { liveAbinitParams, liveClass2DParams, liveRefineParams } from '../entities/reconstruction-params.js';
import { endpoints } from './endpoint.js';
import { changeSession, makeSessionJob } from './session-shapes.js';

/** Streaming 2D classification, ab-initio and refinement of a Live session. */
export const sessionPhase2Endpoints = endpoints({
  'sessions.setup_phase2_class2D': makeSessionJob,
  'sessions.reinitialize_phase2_class2D': makeSessionJob,
  'sessions.enqueue_phase2_class2D': makeSessionJob,
  'sessions.stop_phase2_class2D': changeSession,
  'sessions.clear_phase2_class2D': changeSession,
  'sessions.update_phase2_class2D_params': { ...changeSession, body: { body: liveClass2DParams } },
  'sessions.setup_phase2_abinit': makeSessionJob,
  'sessions.set_phase2_abinit_job': { ...changeSession, query: { job_uid: z.string() } },
  'sessions.enqueue_phase2_abinit': makeSessionJob,
  'sessions.clear_phase2_abinit': changeSession,
  'sessions.update_phase2_abinit_params': { ...changeSession, body: { body: liveAbinitParams } },
  'sessions.select_phase2_abinit_volume': { ...changeSession, query: { volume_name: z.string() } },
  'sessions.stop_phase2_abinit': changeSession,
  'sessions.clear_phase2_refine': changeSession,
  'sessions.setup_phase2_refine': makeSessionJob,
  'sessions.enqueue_phase2_refine': makeSessionJob,
  'sessions.stop_phase2_refine': changeSession,
  'sessions.update_phase2_refine_params': { ...changeSession, body: { body: liveRefineParams } },
});
