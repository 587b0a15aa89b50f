import type { InputSpec, ResourceSpec } from '@vitreous/schema';

type Slot = Exclude<InputSpec['slots'][number], string>;

/** A slot that what is connected must have, called after its type. */
export function required(name: string): Slot {
  return { name, dtype: name, required: true };
}

/** A slot that is used where it is there. */
export function optional(name: string): Slot {
  return { name, dtype: name, required: false };
}

/** An input that takes any number of connections, usually one at least. */
export function defineInput(
  input: Pick<InputSpec, 'type' | 'title' | 'slots'> &
    Partial<Pick<InputSpec, 'description' | 'count_min' | 'count_max'>>,
): InputSpec {
  return {
    description: '',
    count_min: 1,
    count_max: 'inf',
    repeat_allowed: false,
    match_result_by: 'default',
    ...input,
  };
}

/** Resources of a job that works on as many processors as a parameter says, and on nothing else. */
export function processorsOf(
  param: string,
  usual: number,
): (params: Readonly<Record<string, unknown>>) => ResourceSpec {
  return ({ [param]: wanted }) => ({ cpu: typeof wanted === 'number' ? wanted : usual, gpu: 0, ram: 1, ssd: false });
}
