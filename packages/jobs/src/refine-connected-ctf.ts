import { renameColumns, type Dataset } from '@vitreous/formats';
import type { RunContext } from '@vitreous/job-kit';
import { findCtfInRounds } from '@vitreous/stages';
import { openConnectedParticles } from './particle-stacks.js';
import { readConnectedMask, readHalfMaps } from './read-maps.js';
import { stageContextOf } from './stage-context.js';

type Search = Parameters<typeof findCtfInRounds>[3];
type Found = Awaited<ReturnType<typeof findCtfInRounds>>;

/** Refines the contrast transfer of the particles that are connected to a job against its volume, and saves them. */
export async function refineConnectedCtf(
  search: Search,
  params: { readonly refine_window_inner_A: number | null; readonly cache_MB: number },
  context: RunContext,
): Promise<Found> {
  const input = await context.readInput('particles');
  const reopen = (table: Dataset) => openConnectedParticles(table, context, { ignoreCtf: false });
  const particles = await reopen(input);
  const { boxPx, pixelSizeA, count } = particles.source;
  const maps = await readHalfMaps(context, 'volume');
  await context.log(`${count} particles in boxes of ${boxPx} pixels, ${pixelSizeA.toFixed(3)} Å.`);
  const found = await findCtfInRounds(
    particles,
    'The input',
    {
      halves: maps.halves,
      mask: await readConnectedMask(context, maps),
      maskDiameterA: params.refine_window_inner_A ?? 0.85 * boxPx * pixelSizeA,
      cacheBytes: params.cache_MB * 2 ** 20,
    },
    search,
    { context: stageContextOf(context), reopen },
  );
  await context.saveOutput('particles', onlyCtf(found.particles.dataset));
  return found;
}

/** What a job that refines the contrast transfer adds to particles. */
export function onlyCtf(dataset: Dataset): Dataset {
  return renameColumns(dataset, (name) => (name === 'uid' || name.startsWith('ctf/') ? name : null));
}
