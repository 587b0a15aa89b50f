import { readFile } from 'node:fs/promises';
import { sentenceOf } from '@vitreous/errors';
import { readDataset, writeAtomically } from '@vitreous/formats';
import { liveParticlesOf, type LiveParticlesOf, type RunContext } from '@vitreous/job-kit';
import type { ParticleTables } from '@vitreous/stages';
import { z } from 'zod';

const kept = z.array(liveParticlesOf);

/** The particles of exposures as they arrive, are rejected, taken back or extracted anew. */
export interface Arrivals {
  /** Answers how many exposures brought new particles. */
  take(changed: readonly LiveParticlesOf[]): Promise<number>;
  /** Writes down what has arrived, in order. */
  save(path: string): Promise<void>;
  /** Reads again what had arrived; false when that cannot be done. */
  restore(path: string): Promise<boolean>;
}

export function createArrivals(tables: ParticleTables, context: RunContext): Arrivals {
  const order: LiveParticlesOf[] = [];
  const parts = new Map<number, { readonly key: string; readonly part: number | null }>();
  const append = async (one: LiveParticlesOf, path: string): Promise<number> => {
    const part = await tables.append(await readDataset(path), path);
    parts.set(one.exposure_uid, { key: one.key, part });
    order.push(one);
    return part;
  };
  const takeOne = async (one: LiveParticlesOf): Promise<boolean> => {
    const before = parts.get(one.exposure_uid);
    const same = before?.key === one.key;
    if (before?.part != null) tables.setRejected(before.part, one.path === null || !same);
    if (one.path === null || same) return false;
    try {
      const { length } = await readDataset(one.path, { fields: (name) => name === 'uid' });
      if (length > 0) {
        await append(one, one.path);
        return true;
      }
    } catch (error) {
      const sentence = sentenceOf(error);
      if (sentence === null) throw error;
      await context.log(`Particles of exposure ${one.exposure_uid} are left out: ${sentence}`, 'warning');
    }
    parts.set(one.exposure_uid, { key: one.key, part: null });
    return false;
  };
  return {
    take: async (changed) => {
      let fresh = 0;
      for (const one of changed) fresh += Number(await takeOne(one));
      return fresh;
    },
    save: (path) => writeAtomically(path, (file) => file.writeFile(JSON.stringify(order))),
    restore: async (path) => {
      const text = await readFile(path, 'utf8').catch(() => null);
      if (text === null) return false;
      for (const one of kept.parse(JSON.parse(text))) {
        // Until the session says that they count.
        if (one.path !== null) tables.setRejected(await append(one, one.path), true);
      }
      return true;
    },
  };
}
