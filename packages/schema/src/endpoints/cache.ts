import { z } from 'zod';
import { endpoints } from './endpoint.js';
import { integer } from './wire.js';

export const cacheEndpoints = endpoints({
  'cache.get': {
    method: 'GET',
    path: { key: z.string() },
    query: { namespace: z.string().optional() },
    returns: z.unknown(),
  },
  'cache.set': {
    method: 'POST',
    path: { key: z.string() },
    query: { namespace: z.string().optional(), ttl: integer().default(60) },
    body: { value: z.unknown() },
    returns: z.null(),
  },
});
