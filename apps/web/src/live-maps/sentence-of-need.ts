import { formatCount } from '../design/format.js';
import type { RefinementProgress } from './refinement-progress.js';

/** Maps this near to what their pixels hold tell nothing of what more particles would bring. */
const nearNyquist = 1.05;

/** What more particles would bring, as the line through the maps so far says, or why there is none. */
export function sentenceOfNeed({
  history,
  fit,
  nyquist_A: nyquistA,
}: Pick<RefinementProgress, 'history' | 'fit' | 'nyquist_A'>): string {
  const last = history.at(-1);
  if (fit === null && last !== undefined && nyquistA !== null && last.resolution_A <= nearNyquist * nyquistA)
    return `The map is as fine as its pixels: they hold nothing beyond ${nyquistA.toFixed(2)} Å. Particles cut out with smaller ones would tell more.`;
  const counts = history.map((one) => one.num_particles);
  if (fit === null && (counts.length < 3 || Math.max(...counts) < 2 * Math.min(...counts)))
    return 'A line needs three maps, the last of at least twice the particles of the first.';
  if (fit === null) return 'No line goes through these maps: they do not get better with particles.';
  if (fit.next === null) return 'The pixels hold no detail half an ångström finer.';
  const { resolution_A, num_particles } = fit.next;
  return `The next half ångström, ${resolution_A.toFixed(2)} Å, would need about ${formatCount(num_particles)} particles.`;
}
