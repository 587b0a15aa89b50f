import type { Job, Output } from '@vitreous/schema';

export interface PassingSlot {
  readonly name: string;
  readonly dtype: string;
}

/** What every connection of an output's passthrough input offers and the output does not make itself. */
export function listPassing(job: Job, { passthrough, results }: Output): PassingSlot[] {
  const connections = passthrough === null ? [] : (job.spec.inputs[passthrough]?.connections ?? []);
  const own = new Set(results.filter((result) => !result.passthrough).map(({ name }) => name));
  const offered = connections.map((connection) =>
    connection.results.map(({ name, result, dtype }) => ({ name: name ?? result, dtype })),
  );
  return (offered[0] ?? []).filter(
    ({ name }) => !own.has(name) && offered.every((others) => others.some((slot) => slot.name === name)),
  );
}

/** Lists, in each output of a job that is being built, what will pass through it. */
export function declarePassing(job: Job): void {
  for (const output of Object.values(job.spec.outputs)) {
    const own = output.results.filter(({ passthrough }) => !passthrough);
    const passing = listPassing(job, output).map(({ name, dtype }) => ({
      name,
      dtype,
      versions: [],
      metafiles: [],
      num_items: [],
      passthrough: true,
    }));
    output.results = [...own, ...passing];
  }
}
