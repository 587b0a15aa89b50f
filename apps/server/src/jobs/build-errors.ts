import { findJobDefinition } from '@vitreous/jobs';
import type { Job, JobBuildError } from '@vitreous/schema';

/** What keeps a job from being queued: parameters that do not fit, inputs that are missing. */
export function listBuildErrors({ spec }: Job): JobBuildError[] {
  const params = Object.entries(findJobDefinition(spec.type)?.params ?? {}).flatMap(([name, { type }]) => {
    const value = spec.params[name];
    const read = type.safeParse(value);
    if (read.success) return [];
    return read.error.issues.map((issue): JobBuildError => ({
      type:
        value === undefined ? 'missing' : issue.code === 'invalid_type' ? typeNameOf(issue.expected) : 'value_error',
      loc: ['params', name, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))],
      input: value ?? null,
      ctx: { error: issue.message },
      input_type: value === null ? 'NoneType' : typeof value,
    }));
  });
  const inputs = Object.entries(spec.inputs).flatMap(([name, { count_min, connections }]): JobBuildError[] =>
    connections.length >= count_min
      ? []
      : [
          {
            type: connections.length === 0 ? 'missing' : 'too_short',
            loc: ['inputs', name, 'connections'],
            input: connections.length,
            ctx: { min_length: count_min, actual_length: connections.length },
            input_type: 'list',
          },
        ],
  );
  return [...params, ...inputs];
}

const typeNames: Readonly<Record<string, string>> = {
  number: 'float_type',
  int: 'int_type',
  string: 'string_type',
  boolean: 'bool_type',
  array: 'list_type',
};

function typeNameOf(expected: string): string {
  return typeNames[expected] ?? 'value_error';
}
