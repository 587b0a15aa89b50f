import { readFile, stat } from 'node:fs/promises';
import { dataType } from '@vitreous/schema';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { invalid } from '../problem.js';

/** Largest list of results. */
const most = 1024 * 1024;

const resultName = /^[A-Za-z_]\w{0,99}$/;

/** A `.csg` file: one output of a job, and where the rows of each of its results are. */
const resultGroup = z.object({
  created: z.unknown().optional(),
  version: z.string().optional(),
  group: z.object({
    name: z.string().regex(resultName),
    type: dataType,
    title: z.string().max(1000).default(''),
    description: z.string().max(100_000).default(''),
  }),
  results: z.record(
    z.string().regex(resultName),
    z.object({
      /** Beside the `.csg` file where it starts with `>`. */
      metafile: z.string(),
      /** `particle.blob`: type of output, then of result. */
      type: z.string().regex(/^[\w.]{1,200}$/),
      num_items: z.int().optional(),
    }),
  ),
});
export type ResultGroup = z.output<typeof resultGroup>;

/** @throws Problem 422 when the file is missing, too large or no such list. */
export async function readResultGroup(path: string): Promise<ResultGroup> {
  const refuse = (why: string): never => {
    throw invalid('query', 'path', `Expected a .csg file that lists results: ${why}.`, path.slice(0, 200));
  };
  const found = await stat(path).catch(() => null);
  if (found?.isFile() !== true) return refuse('there is none');
  if (found.size > most) return refuse('it is too large');
  let content: unknown;
  try {
    content = parse(await readFile(path, 'utf8'), { maxAliasCount: 0, logLevel: 'silent' });
  } catch {
    return refuse('it is no YAML');
  }
  const read = resultGroup.safeParse(content);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  return refuse(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
}

export function writeResultGroup(group: ResultGroup): string {
  return stringify(group);
}
