import { z } from 'zod';
import { endpoints } from './endpoint.js';

export const externalEndpoints = endpoints({
  'external.get_empiar_latest_entries': { method: 'GET', returns: z.record(z.string(), z.unknown()) },
  'external.get_emdb_latest_entries': { method: 'GET', returns: z.array(z.record(z.string(), z.unknown())) },
  'external.get_discuss_top': { method: 'GET', returns: z.record(z.string(), z.unknown()) },
  'external.get_discuss_categories': { method: 'GET', returns: z.record(z.string(), z.unknown()) },
  'external.get_tutorials': { method: 'GET', returns: z.record(z.string(), z.unknown()) },
  'external.get_changelog': { method: 'GET', returns: z.record(z.string(), z.unknown()) },
});
