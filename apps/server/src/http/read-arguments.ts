import type { Endpoint } from '@vitreous/schema';
import { z } from 'zod';
import { Problem, type Invalid } from '../problem.js';

interface Sent {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** The arguments of a function, checked. @throws Problem 422 that lists all that is wrong. */
export function createArgumentsReader(endpoint: Endpoint): (sent: Sent) => Record<string, unknown> {
  const path = z.object(endpoint.path ?? {});
  const query = z.strictObject(endpoint.query ?? {});
  const form = endpoint.form === undefined ? null : z.object(endpoint.form);
  const [bodyName = null, bodyType = z.undefined()] = Object.entries(endpoint.body ?? {})[0] ?? [];
  return (sent) => {
    const wrong: Invalid[] = [];
    const read = (place: string, type: z.ZodType, value: unknown): Record<string, unknown> => {
      const result = type.safeParse(value);
      if (result.success) return result.data as Record<string, unknown>;
      wrong.push(...describeIssues(place, result.error, value));
      return {};
    };
    const input = { ...read('path', path, sent.params), ...read('query', query, sent.query) };
    if (form !== null) Object.assign(input, read('body', form, sent.body ?? {}));
    if (bodyName !== null) input[bodyName] = read('body', bodyType, sent.body);
    if (wrong.length > 0) throw new Problem(422, wrong);
    return input;
  };
}

/** Zod's names of what can be wrong, in the words of the client's validation library. */
const types: Readonly<Record<string, string>> = {
  unrecognized_keys: 'extra_forbidden',
  too_small: 'greater_than_equal',
  too_big: 'less_than_equal',
  invalid_value: 'literal_error',
  invalid_union: 'value_error',
  invalid_format: 'value_error',
};

function describeIssues(place: string, error: z.ZodError, value: unknown): Invalid[] {
  return error.issues.map((issue) => {
    const loc = [place, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
    const input = shorten(issue.path.reduce<unknown>(step, value));
    const missing = issue.code === 'invalid_type' && input === undefined;
    const type = missing
      ? 'missing'
      : issue.code === 'invalid_type'
        ? `${issue.expected}_type`
        : (types[issue.code] ?? 'value_error');
    return { type, loc, msg: missing ? 'Field required' : issue.message, input: input ?? null };
  });
}

function step(value: unknown, part: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined;
}

/** A wrong value is sent back only as far as it helps. */
function shorten(value: unknown): unknown {
  if (typeof value === 'string') return value.length > 200 ? `${value.slice(0, 200)}…` : value;
  if (typeof value !== 'object' || value === null) return value;
  return JSON.stringify(value).length > 1000 ? '…' : value;
}
