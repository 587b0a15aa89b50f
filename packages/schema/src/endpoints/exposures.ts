import { z } from 'zod';
import { exposure } from '../entities/exposure.js';
import { float } from '../entities/model.js';
import { livePreprocessingModel } from '../preprocessing-params.js';
import { endpoints } from './endpoint.js';
import { direction, flag, integer, list, number, timeRange } from './wire.js';

export const exposureEndpoints = endpoints({
  'exposures.find': {
    method: 'GET',
    query: {
      id: list(z.string()).optional(),
      uid: list(z.string()).optional(),
      session_uid: list(z.string()).optional(),
      project_uid: list(z.string()).optional(),
      created_at: timeRange().optional(),
      updated_at: timeRange().optional(),
      stage: list(
        z.enum([
          'go_to_found',
          'found',
          'check',
          'motion',
          'ctf',
          'thumbs',
          'pick',
          'extract',
          'extract_manual',
          'ready',
          'restoring',
          'restoring_motion',
          'restoring_thumbs',
          'restoring_ctf',
          'restoring_extract',
          'restoring_extract_manual',
          'compacted',
        ]),
      ).optional(),
      deleted: flag().default(false),
      order: direction().default(1),
      after: z.string().optional(),
      limit: integer().default(100),
    },
    returns: z.array(exposure),
  },
  'exposures.count': {
    method: 'GET',
    query: {
      id: list(z.string()).optional(),
      uid: list(z.string()).optional(),
      session_uid: list(z.string()).optional(),
      project_uid: list(z.string()).optional(),
      created_at: timeRange().optional(),
      updated_at: timeRange().optional(),
      stage: list(
        z.enum([
          'go_to_found',
          'found',
          'check',
          'motion',
          'ctf',
          'thumbs',
          'pick',
          'extract',
          'extract_manual',
          'ready',
          'restoring',
          'restoring_motion',
          'restoring_thumbs',
          'restoring_ctf',
          'restoring_extract',
          'restoring_extract_manual',
          'compacted',
        ]),
      ).optional(),
      deleted: flag().default(false),
      order: direction().default(1),
      after: z.string().optional(),
      limit: integer().default(100),
    },
    returns: z.int(),
  },
  'exposures.find_one': {
    method: 'GET',
    path: { project_uid: z.string(), session_uid: z.string(), exposure_uid: integer() },
    returns: exposure,
  },
  'exposures.reset_manual_reject_exposures': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: z.array(exposure),
  },
  'exposures.reset_all_exposures': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: z.null(),
  },
  'exposures.reset_failed_exposures': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string() },
    returns: z.null(),
  },
  'exposures.reset_exposure': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), exposure_uid: integer() },
    returns: exposure,
  },
  'exposures.manual_reject_exposure': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), exposure_uid: integer() },
    returns: exposure,
  },
  'exposures.manual_unreject_exposure': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), exposure_uid: integer() },
    returns: exposure,
  },
  'exposures.mark_failed': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), exposure_uid: integer() },
    returns: exposure,
  },
  'exposures.toggle_manual_reject_exposure': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), exposure_uid: integer() },
    returns: exposure,
  },
  'exposures.reprocess_single_exposure': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), exposure_uid: integer() },
    query: { picker_type: z.enum(['blob', 'template']) },
    body: { body: livePreprocessingModel },
    returns: exposure,
  },
  'exposures.add_manual_pick': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), exposure_uid: integer() },
    query: { x_frac: number(), y_frac: number() },
    returns: exposure,
  },
  'exposures.remove_manual_pick': {
    method: 'POST',
    path: { project_uid: z.string(), session_uid: z.string(), exposure_uid: integer() },
    query: { x_frac: number(), y_frac: number(), dist_frac: number().default(0.02) },
    returns: exposure,
  },
  'exposures.get_individual_picks': {
    method: 'GET',
    path: {
      project_uid: z.string(),
      session_uid: z.string(),
      exposure_uid: integer(),
      picker_type: z.enum(['blob', 'template', 'manual']),
    },
    returns: z.array(z.array(float())),
  },
});
