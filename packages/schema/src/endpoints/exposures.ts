import { z } from 'zod';
import { exposure, exposureStage } from '../entities/exposure.js';
import { float } from '../entities/model.js';
import { livePreprocessingModel } from '../preprocessing-params.js';
import { endpoints } from './endpoint.js';
import { ofSession, page, times } from './shapes.js';
import { flag, integer, list, number } from './wire.js';

const filter = {
  id: list(z.string()).optional(),
  uid: list(z.string()).optional(),
  session_uid: list(z.string()).optional(),
  project_uid: list(z.string()).optional(),
  ...times,
  stage: list(exposureStage).optional(),
  deleted: flag().default(false),
};

const ofExposure = { ...ofSession, exposure_uid: integer() };

/** What changes an exposure and answers with it. */
const changeExposure = { method: 'POST', path: ofExposure, returns: exposure } as const;

export const exposureEndpoints = endpoints({
  'exposures.find': { method: 'GET', query: { ...filter, ...page }, returns: z.array(exposure) },
  'exposures.count': { method: 'GET', query: { ...filter, ...page }, returns: z.int() },
  'exposures.find_one': { method: 'GET', path: ofExposure, returns: exposure },
  'exposures.reset_manual_reject_exposures': { method: 'POST', path: ofSession, returns: z.array(exposure) },
  'exposures.reset_all_exposures': { method: 'POST', path: ofSession, returns: z.null() },
  'exposures.reset_failed_exposures': { method: 'POST', path: ofSession, returns: z.null() },
  'exposures.reset_exposure': changeExposure,
  'exposures.manual_reject_exposure': changeExposure,
  'exposures.manual_unreject_exposure': changeExposure,
  'exposures.mark_failed': changeExposure,
  'exposures.toggle_manual_reject_exposure': changeExposure,
  'exposures.reprocess_single_exposure': {
    ...changeExposure,
    query: { picker_type: z.enum(['blob', 'template']) },
    body: { body: livePreprocessingModel },
  },
  'exposures.add_manual_pick': { ...changeExposure, query: { x_frac: number(), y_frac: number() } },
  'exposures.remove_manual_pick': {
    ...changeExposure,
    query: { x_frac: number(), y_frac: number(), dist_frac: number().default(0.02) },
  },
  'exposures.get_individual_picks': {
    method: 'GET',
    path: {
      ...ofExposure,
      picker_type: z.enum(['blob', 'template', 'manual']),
    },
    returns: z.array(z.array(float())),
  },
});
