import { z } from 'zod';
import { session } from '../entities/session.js';
import { templateSelectionThreshold } from '../entities/session-part.js';
import { endpoints } from './endpoint.js';
import { changeSession, makeSessionJob } from './session-shapes.js';
import { ofSession } from './shapes.js';
import { integer, number } from './wire.js';

/** Templates of a Live session: made, and chosen for picking and for streaming 2D. */
export const sessionTemplateEndpoints = endpoints({
  'sessions.toggle_class2d_template': {
    method: 'POST',
    path: { ...ofSession, template_idx: integer() },
    returns: session,
  },
  'sessions.toggle_all_class2d_templates': changeSession,
  'sessions.select_all_class2d_templates': {
    method: 'POST',
    path: { ...ofSession, direction: z.enum(['select', 'deselect']) },
    returns: session,
  },
  'sessions.select_class2d_templates_with_threshold_index': {
    method: 'POST',
    path: { ...ofSession, template_idx: integer() },
    query: {
      dimension: z.enum(['num_particles_total', 'res_A', 'class_ess']),
      direction: z.enum(['above', 'below']).default('above'),
    },
    returns: session,
  },
  'sessions.select_class2d_templates_with_thresholds': {
    ...changeSession,
    body: { template_selection_thresholds: z.array(templateSelectionThreshold) },
  },
  'sessions.setup_template_creation_class2D': {
    ...makeSessionJob,
    query: {
      num_classes: integer(),
      picker_type: z.enum(['blob', 'template', 'manual']),
      num_mics: integer(),
      override_particle_diameter_A: number().optional(),
      uid_lte: integer().optional(),
    },
  },
  'sessions.set_template_creation_job': {
    ...changeSession,
    query: { job_uid: z.string(), template_creation_project_uid: z.string().optional() },
  },
  'sessions.clear_template_creation_class2D': changeSession,
  'sessions.toggle_picking_template': {
    method: 'POST',
    path: { ...ofSession, template_idx: integer() },
    returns: session,
  },
  'sessions.toggle_all_picking_templates': changeSession,
  'sessions.select_all_picking_templates': {
    method: 'POST',
    path: { ...ofSession, direction: z.enum(['select', 'deselect']) },
    returns: session,
  },
  'sessions.select_picking_templates_with_threshold_index': {
    method: 'POST',
    path: {
      ...ofSession,
      template_idx: integer(),
      direction: z.enum(['above', 'below']),
    },
    query: { dimension: z.enum(['num_particles_total', 'res_A', 'class_ess']) },
    returns: session,
  },
  'sessions.select_picking_templates_with_thresholds': {
    ...changeSession,
    body: { template_selection_thresholds: z.array(templateSelectionThreshold) },
  },
});
