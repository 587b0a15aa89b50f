import { z } from 'zod';
import { exposureGroup, exposureGroupUpdate } from '../entities/exposure-group.js';
import { session } from '../entities/session.js';
import { endpoints } from './endpoint.js';
import { ofSession } from './shapes.js';
import { integer } from './wire.js';

/** The folders that a Live session watches, and what it takes there. */
export const sessionExposureGroupEndpoints = endpoints({
  'sessions.find_exposure_groups': { method: 'GET', path: ofSession, returns: z.array(exposureGroup) },
  'sessions.create_exposure_group': { method: 'POST', path: ofSession, returns: exposureGroup },
  'sessions.find_exposure_group': {
    method: 'GET',
    path: { ...ofSession, exposure_group_id: integer() },
    returns: exposureGroup,
  },
  'sessions.update_exposure_group': {
    method: 'POST',
    path: { ...ofSession, exposure_group_id: integer() },
    body: { body: exposureGroupUpdate },
    returns: exposureGroup,
  },
  'sessions.delete_exposure_group': {
    method: 'POST',
    path: { ...ofSession, exposure_group_id: integer() },
    returns: session,
  },
  'sessions.finalize_exposure_group': {
    method: 'POST',
    path: { ...ofSession, exposure_group_id: integer() },
    returns: exposureGroup,
  },
});
