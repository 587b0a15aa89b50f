/**
 * The two kinds of error a person reads. Anything else that is thrown is a bug: it keeps its stack.
 *
 * A message is one sentence or two: what is wrong, where, what was expected, what was found, what to do.
 */

/** A person can mend it: a wrong option, a missing file, a full disk. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** This file, exposure or particle is bad; it is marked and the rest goes on. */
export class DataError extends Error {
  override readonly name = 'DataError';
}

/** The sentence for a person, or null when `error` is a bug. */
export function sentenceOf(error: unknown): string | null {
  return error instanceof UserError || error instanceof DataError ? error.message : null;
}
