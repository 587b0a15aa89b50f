import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '@vitreous/formats';
import type { RunContext } from '@vitreous/job-kit';
import type { z } from 'zod';

/** File in a job's folder that holds what people decided in it; it outlives a worker that dies. */
export const decisionsFile = 'decisions.json';

/** What was decided when the job ran before, or null. What is unreadable is told in the log and left. */
export async function readDecisions<Decisions>(
  context: RunContext,
  type: z.ZodType<Decisions>,
): Promise<Decisions | null> {
  const path = join(context.projectDir, context.jobDir, decisionsFile);
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const decisions = type.parse(JSON.parse(text));
    await context.log('What was decided before this job was interrupted is taken up again.');
    return decisions;
  } catch (error) {
    await context.log(`${decisionsFile} cannot be used: ${(error as Error).message}`, 'warning');
    return null;
  }
}

/** Writes down what people decided, before they are told that it is done. */
export function keepDecisions(context: RunContext, decisions: unknown): Promise<void> {
  const path = join(context.projectDir, context.jobDir, decisionsFile);
  return writeAtomically(path, (file) => file.writeFile(JSON.stringify(decisions)));
}
