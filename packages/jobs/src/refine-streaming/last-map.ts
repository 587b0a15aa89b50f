import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readDataset, readMrcVolume, writeAtomically, type Dataset } from '@vitreous/formats';
import { refinementHistory, type RefinementHistory, type RunContext } from '@vitreous/job-kit';
import { z } from 'zod';

/** What the last update left, and the next goes on from. */
export interface LastMap {
  /** Particles with their poses. */
  readonly table: Dataset;
  readonly map: Float32Array;
  readonly history: RefinementHistory['history'];
  /** Particles there were when all views were tried for all of them. */
  readonly searchedWith: number;
}

const kept = z.object({
  history: refinementHistory.shape.history,
  searched_with: z.int(),
  /** Relative to the project directory. */
  map: z.string(),
  particles: z.string(),
});
type Kept = z.output<typeof kept>;

function pathOf({ projectDir, jobDir }: RunContext): string {
  return join(projectDir, jobDir, 'stream.json');
}

/** Writes down where the last map and its particles are. */
export function keepLastMap(context: RunContext, last: Kept): Promise<void> {
  return writeAtomically(pathOf(context), (file) => file.writeFile(JSON.stringify(last)));
}

/** What an earlier run left; null when there is nothing, or it cannot be read any more. */
export async function readLastMap(context: RunContext): Promise<LastMap | null> {
  const text = await readFile(pathOf(context), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const { history, searched_with, map, particles } = kept.parse(JSON.parse(text));
    const table = await readDataset(join(context.projectDir, particles));
    const { data } = await readMrcVolume(join(context.projectDir, map));
    return { table, map: data, history, searchedWith: searched_with };
  } catch (error) {
    await context.log(`Begins anew: ${(error as Error).message}`, 'warning');
    return null;
  }
}
