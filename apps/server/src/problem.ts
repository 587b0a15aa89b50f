/** An answer that says what is wrong: a status and a sentence, or a list of what is wrong where. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly detail: string | readonly Invalid[],
  ) {
    super(typeof detail === 'string' ? detail : detail.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; '));
  }
}

/** One wrong argument, in the shape that the client's validation library uses. */
export interface Invalid {
  readonly type: string;
  /** Where it stands: query, path or body, then names and indices. */
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
}

/** There is no such thing, or it is not for this person: the two are not told apart. */
export function notFound(what: string): Problem {
  return new Problem(404, `${what} does not exist, or you have no access to it.`);
}

/** The state of a thing forbids it. */
export function conflict(sentence: string): Problem {
  return new Problem(409, sentence);
}

export function forbidden(sentence: string): Problem {
  return new Problem(403, sentence);
}

/** One argument is wrong. */
export function invalid(place: 'query' | 'path' | 'body', name: string, msg: string, input: unknown): Problem {
  return new Problem(422, [{ type: 'value_error', loc: [place, name], msg, input }]);
}
