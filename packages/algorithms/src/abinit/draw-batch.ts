import type { Random } from '@vitreous/numerics';
import type { AbinitSetup } from './abinit-setup.js';
import type { AbinitState } from './abinit-state.js';

/** The next particles of a walk over all of them in random order, rising. */
export function drawBatch({ source: { count }, settings }: AbinitSetup, state: AbinitState, random: Random): number[] {
  const wanted = Math.min(count, settings.batch * settings.classes);
  const order = Array.from(state.order.subarray(0, firstUnset(state.order)));
  while (order.length < wanted) {
    const waiting = new Set(order);
    const rest = Array.from({ length: count }, (_, i) => i).filter((i) => !waiting.has(i));
    for (let i = rest.length - 1; i > 0; i--) {
      const j = random.integer(i + 1);
      [rest[i], rest[j]] = [rest[j] ?? 0, rest[i] ?? 0];
    }
    order.push(...rest);
  }
  const drawn = order.splice(0, wanted).sort((a, b) => a - b);
  state.order.fill(-1).set(order);
  return drawn;
}

/** How many places of a list are taken. */
function firstUnset(order: Int32Array): number {
  const at = order.indexOf(-1);
  return at < 0 ? order.length : at;
}
