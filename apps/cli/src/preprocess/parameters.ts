import { UserError } from '@vitreous/errors';
import { livePreprocessingParams, type LivePreprocessingParams } from '@vitreous/schema';

/**
 * Parameters with their defaults, those of the options, and those written as `name=value` with the names of
 * `LivePreprocessingParams`, the last word being theirs.
 *
 * @throws UserError for an unknown name or a value of the wrong type.
 */
export function parseParameters(
  options: Partial<LivePreprocessingParams>,
  written: readonly string[],
): LivePreprocessingParams {
  const named = Object.fromEntries(written.map(parseAssignment));
  const parsed = livePreprocessingParams.safeParse({ ...options, ...named });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError(`--param ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not what was expected'}.`);
}

function parseAssignment(text: string): [string, unknown] {
  const at = text.indexOf('=');
  if (at < 1) throw new UserError(`--param ${text}: expected name=value.`);
  const [name, value] = [text.slice(0, at), text.slice(at + 1)];
  if (!(name in livePreprocessingParams.shape)) {
    throw new UserError(
      `--param ${name}: there is no such parameter. Expected one of ${Object.keys(livePreprocessingParams.shape).join(', ')}.`,
    );
  }
  return [name, parseValue(value)];
}

/** Numbers, true, false and null as JSON has them; anything else is a text. */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
