import type { Session } from '@vitreous/schema';

type Priority = Session['exposure_processing_priority'];

/**
 * The order in which exposures are taken, as columns of the table of exposures. A higher priority always goes first.
 * `normal` follows the order in which they were found, `oldest` and `latest` the times of their files; `alternate` takes
 * one of the oldest, then one of the latest.
 */
export function processingOrder(
  wanted: Priority,
  last: Priority,
): { readonly order: string; readonly taken: Exclude<Priority, 'alternate'> } {
  const taken = wanted === 'alternate' ? (last === 'oldest' ? 'latest' : 'oldest') : wanted;
  const order = { normal: 'uid', oldest: 'file_time, uid', latest: 'file_time DESC, uid DESC' }[taken];
  return { order: `priority DESC, ${order}`, taken };
}
