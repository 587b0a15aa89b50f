import { z } from 'zod';
import { liveComputeResources } from '../entities/live-compute.js';
import { session } from '../entities/session.js';
import { sessionConfigProfile, sessionConfigProfileBody } from '../entities/session-profile.js';
import { livePreprocessingModel } from '../preprocessing-params.js';
import { endpoints } from './endpoint.js';
import { changeSession } from './session-shapes.js';
import { ofSession } from './shapes.js';
import { flag, integer, number } from './wire.js';

/** How a Live session works: parameters, thresholds, lanes, profiles. */
export const sessionSettingEndpoints = endpoints({
  'sessions.configure_auto_pause': {
    ...changeSession,
    query: {
      auto_pause: z.enum(['disabled', 'graceful', 'immediate']),
      auto_pause_after_idle_minutes: integer().default(10),
    },
  },
  'sessions.update_compute_configuration': {
    method: 'POST',
    path: ofSession,
    body: { body: liveComputeResources },
    returns: liveComputeResources,
  },
  'sessions.update_session_params': {
    ...changeSession,
    query: { reprocess: flag().default(true), priority: integer().default(1) },
    body: { body: livePreprocessingModel },
  },
  'sessions.update_attribute_threshold': {
    method: 'POST',
    path: { ...ofSession, attribute: z.string() },
    query: { min_val: number().optional(), max_val: number().optional() },
    returns: session,
  },
  'sessions.set_session_exposure_processing_priority': {
    ...changeSession,
    query: { exposure_processing_priority: z.enum(['normal', 'oldest', 'latest', 'alternate']) },
  },
  'sessions.set_session_phase_one_wait_for_exposures': {
    ...changeSession,
    query: { phase_one_wait_for_exposures: flag() },
  },
  'sessions.update_picking_threshold_values': {
    method: 'POST',
    path: { ...ofSession, picker_type: z.enum(['blob', 'template', 'deep']) },
    query: { ncc_value: number(), power_min_value: number(), power_max_value: number() },
    returns: session,
  },
  'sessions.reset_attribute_threshold': {
    method: 'POST',
    path: { ...ofSession, attribute: z.string() },
    returns: session,
  },
  'sessions.reset_all_attribute_thresholds': changeSession,
  'sessions.get_configuration_profiles': { method: 'GET', returns: z.array(sessionConfigProfile) },
  'sessions.create_configuration_profile': {
    method: 'POST',
    body: { body: sessionConfigProfileBody },
    returns: sessionConfigProfile,
  },
  'sessions.apply_configuration_profile': { ...changeSession, query: { configuration_id: z.string() } },
  'sessions.update_configuration_profile': {
    method: 'POST',
    path: { configuration_id: z.string() },
    body: { body: sessionConfigProfileBody },
    returns: sessionConfigProfile,
  },
  'sessions.delete_configuration_profile': {
    method: 'POST',
    path: { configuration_id: z.string() },
    returns: z.null(),
  },
  'sessions.get_session_base_params': { method: 'GET', returns: z.unknown() },
});
