import { callerOf, type Handlers } from '../house.js';
import { invalid } from '../problem.js';

/** A year: values are for a while. */
const longest = 365 * 24 * 3600;

/** Each person has a cache of their own. */
export const cacheFunctions: Handlers = {
  'cache.get': (call, { key, namespace }) =>
    call.store.cache.get(`${callerOf(call)._id}/${namespace ?? ''}`, key, call.now().toISOString()),

  'cache.set': (call, { key, value, namespace, ttl }) => {
    if (ttl < 1 || ttl > longest) throw invalid('query', 'ttl', `Expected 1 to ${longest} seconds.`, ttl);
    const now = call.now();
    const expires = new Date(now.getTime() + ttl * 1000).toISOString();
    call.store.cache.removeExpired(now.toISOString());
    call.store.cache.set(`${callerOf(call)._id}/${namespace ?? ''}`, key, value, expires);
    return null;
  },
};
