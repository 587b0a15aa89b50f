import { z } from 'zod';
import { sessionStatus } from '../entities/enumerations.js';
import { exposureGroup, exposureGroupUpdate } from '../entities/exposure-group.js';
import { job } from '../entities/job.js';
import { liveComputeResources } from '../entities/live-compute.js';
import { liveAbinitParams, liveClass2DParams, liveRefineParams } from '../entities/reconstruction-params.js';
import { session } from '../entities/session.js';
import { templateSelectionThreshold } from '../entities/session-part.js';
import { sessionConfigProfile, sessionConfigProfileBody } from '../entities/session-profile.js';
import { livePreprocessingModel } from '../preprocessing-params.js';
import { endpoints } from './endpoint.js';
import { direction, flag, integer, list, number, timeRange } from './wire.js';

export const sessionEndpoints = endpoints({
  'sessions.find': {
    method: 'GET',
    query: {
      id: list(z.string()).optional(),
      uid: list(z.string()).optional(),
      session_uid: list(z.string()).optional(),
      project_uid: list(z.string()).optional(),
      created_at: timeRange().optional(),
      updated_at: timeRange().optional(),
      cleared_at: timeRange().optional(),
      status: list(sessionStatus).optional(),
      deleted: flag().default(false),
      order: direction().default(1),
      after: z.string().optional(),
      limit: integer().default(100),
    },
    returns: z.array(session),
  },
  'sessions.count': {
    method: 'GET',
    query: {
      id: list(z.string()).optional(),
      uid: list(z.string()).optional(),
      session_uid: list(z.string()).optional(),
      project_uid: list(z.string()).optional(),
      created_at: timeRange().optional(),
      updated_at: timeRange().optional(),
      cleared_at: timeRange().optional(),
      status: list(sessionStatus).optional(),
      deleted: flag().default(false),
    },
    returns: z.int(),
  },
  'sessions.find_one': { method: 'GET', path: { project_uid: z.string(), session_uid: z.string() }, returns: session },
  'sessions.delete': { method: 'POST', path: { project_uid: z.string(), session_uid: z.string() }, returns: z.null() },
  'sessions.create': {
    method: 'POST',
    path: { project_uid: z.string() },
    query: { title: z.string(), description: z.string().optional(), created_by_job_uid: z.string().optional() },
    returns: session,
  },
  'sessions.clone': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    query: {
      title: z.string().optional(),
      description: z.string().optional(),
      created_by_job_uid: z.string().optional(),
    },
    returns: session,
  },
  'sessions.find_exposure_groups': {
    method: 'GET',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: z.array(exposureGroup),
  },
  'sessions.create_exposure_group': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: exposureGroup,
  },
  'sessions.find_exposure_group': {
    method: 'GET',
    path: { project_uid: z.string(), session_uid: z.string(), exposure_group_id: integer() },
    returns: exposureGroup,
  },
  'sessions.update_exposure_group': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), exposure_group_id: integer() },
    body: { body: exposureGroupUpdate },
    returns: exposureGroup,
  },
  'sessions.delete_exposure_group': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), exposure_group_id: integer() },
    returns: session,
  },
  'sessions.finalize_exposure_group': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), exposure_group_id: integer() },
    returns: exposureGroup,
  },
  'sessions.start': { method: 'POST', path: { project_uid: z.string(), session_uid: z.string() }, returns: session },
  'sessions.pause': { method: 'POST', path: { project_uid: z.string(), session_uid: z.string() }, returns: session },
  'sessions.configure_auto_pause': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    query: {
      auto_pause: z.enum(['disabled', 'graceful', 'immediate']),
      auto_pause_after_idle_minutes: integer().default(10),
    },
    returns: session,
  },
  'sessions.update_compute_configuration': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    body: { body: liveComputeResources },
    returns: liveComputeResources,
  },
  'sessions.add_tag': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), tag_uid: z.string() },
    returns: session,
  },
  'sessions.remove_tag': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), tag_uid: z.string() },
    returns: session,
  },
  'sessions.update_session_params': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    query: { reprocess: flag().default(true), priority: integer().default(1) },
    body: { body: livePreprocessingModel },
    returns: session,
  },
  'sessions.update_attribute_threshold': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), attribute: z.string() },
    query: { min_val: number().optional(), max_val: number().optional() },
    returns: session,
  },
  'sessions.clear_session': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: session,
  },
  'sessions.view': { method: 'POST', path: { project_uid: z.string(), session_uid: z.string() }, returns: session },
  'sessions.setup_phase2_class2D': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: job,
  },
  'sessions.reinitialize_phase2_class2D': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: job,
  },
  'sessions.enqueue_phase2_class2D': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: job,
  },
  'sessions.stop_phase2_class2D': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: session,
  },
  'sessions.clear_phase2_class2D': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: session,
  },
  'sessions.update_phase2_class2D_params': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    body: { body: liveClass2DParams },
    returns: session,
  },
  'sessions.toggle_class2d_template': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), template_idx: integer() },
    returns: session,
  },
  'sessions.toggle_all_class2d_templates': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: session,
  },
  'sessions.select_all_class2d_templates': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), direction: z.enum(['select', 'deselect']) },
    returns: session,
  },
  'sessions.select_class2d_templates_with_threshold_index': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), template_idx: integer() },
    query: {
      dimension: z.enum(['num_particles_total', 'res_A', 'class_ess']),
      direction: z.enum(['above', 'below']).default('above'),
    },
    returns: session,
  },
  'sessions.select_class2d_templates_with_thresholds': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    body: { template_selection_thresholds: z.array(templateSelectionThreshold) },
    returns: session,
  },
  'sessions.start_extract_manual': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: z.null(),
  },
  'sessions.set_session_exposure_processing_priority': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    query: { exposure_processing_priority: z.enum(['normal', 'oldest', 'latest', 'alternate']) },
    returns: session,
  },
  'sessions.set_session_phase_one_wait_for_exposures': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    query: { phase_one_wait_for_exposures: flag() },
    returns: session,
  },
  'sessions.update_picking_threshold_values': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), picker_type: z.enum(['blob', 'template', 'deep']) },
    query: { ncc_value: number(), power_min_value: number(), power_max_value: number() },
    returns: session,
  },
  'sessions.reset_attribute_threshold': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), attribute: z.string() },
    returns: session,
  },
  'sessions.reset_all_attribute_thresholds': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: session,
  },
  'sessions.setup_template_creation_class2D': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    query: {
      num_classes: integer(),
      picker_type: z.enum(['blob', 'template', 'manual']),
      num_mics: integer(),
      override_particle_diameter_A: number().optional(),
      uid_lte: integer().optional(),
    },
    returns: job,
  },
  'sessions.set_template_creation_job': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    query: { job_uid: z.string(), template_creation_project_uid: z.string().optional() },
    returns: session,
  },
  'sessions.clear_template_creation_class2D': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: session,
  },
  'sessions.toggle_picking_template': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), template_idx: integer() },
    returns: session,
  },
  'sessions.toggle_all_picking_templates': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: session,
  },
  'sessions.select_all_picking_templates': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), direction: z.enum(['select', 'deselect']) },
    returns: session,
  },
  'sessions.select_picking_templates_with_threshold_index': {
    method: 'POST',
    path: {
      project_uid: z.string(),
      session_uid: z.string(),
      template_idx: integer(),
      direction: z.enum(['above', 'below']),
    },
    query: { dimension: z.enum(['num_particles_total', 'res_A', 'class_ess']) },
    returns: session,
  },
  'sessions.select_picking_templates_with_thresholds': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    body: { template_selection_thresholds: z.array(templateSelectionThreshold) },
    returns: session,
  },
  'sessions.setup_phase2_abinit': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: job,
  },
  'sessions.set_phase2_abinit_job': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    query: { job_uid: z.string() },
    returns: session,
  },
  'sessions.enqueue_phase2_abinit': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: job,
  },
  'sessions.clear_phase2_abinit': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: session,
  },
  'sessions.update_phase2_abinit_params': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    body: { body: liveAbinitParams },
    returns: session,
  },
  'sessions.select_phase2_abinit_volume': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    query: { volume_name: z.string() },
    returns: session,
  },
  'sessions.stop_phase2_abinit': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: session,
  },
  'sessions.clear_phase2_refine': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: session,
  },
  'sessions.setup_phase2_refine': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: job,
  },
  'sessions.enqueue_phase2_refine': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: job,
  },
  'sessions.stop_phase2_refine': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: session,
  },
  'sessions.update_phase2_refine_params': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    body: { body: liveRefineParams },
    returns: session,
  },
  'sessions.create_and_enqueue_export_particles': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    query: {
      picker_type: z.enum(['blob', 'template', 'manual']).optional(),
      num_mics: integer().optional(),
      uid_lte: integer().optional(),
      test_only: flag().default(false),
    },
    returns: job,
  },
  'sessions.create_and_enqueue_export_exposures': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    query: { export_ignored: flag().default(false) },
    returns: job,
  },
  'sessions.mark_session_completed': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: session,
  },
  'sessions.get_configuration_profiles': { method: 'GET', returns: z.array(sessionConfigProfile) },
  'sessions.create_configuration_profile': {
    method: 'POST',
    body: { body: sessionConfigProfileBody },
    returns: sessionConfigProfile,
  },
  'sessions.apply_configuration_profile': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    query: { configuration_id: z.string() },
    returns: session,
  },
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
  'sessions.compact_session': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: z.null(),
  },
  'sessions.restore_session': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    body: { body: liveComputeResources },
    returns: z.null(),
  },
  'sessions.get_session_base_params': { method: 'GET', returns: z.unknown() },
  'sessions.star_session': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: session,
  },
  'sessions.unstar_session': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: session,
  },
  'sessions.export_session': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    query: {
      export_movies: flag().default(false),
      export_ignored_exposures: flag().default(false),
      picker_type: z.enum(['blob', 'template', 'manual']).optional(),
    },
    returns: z.null(),
  },
});
