import type { z } from 'zod';
import { contract, type Contract, type FunctionName } from './endpoints/contract.js';
import type { AnswerOf, Endpoint } from './endpoints/endpoint.js';
import { pathOf, streams } from './openapi.js';

/** What a stream may be sent from. */
type Sendable = Uint8Array | Blob | ReadableStream<Uint8Array>;

/** Records are sent without what the server gives them: their id and times. */
type Sent<Value> =
  Value extends AsyncIterable<Uint8Array> ? Sendable : Value extends { _id: string } ? Partial<Value> : Value;

/** Keys are optional where the input may lack them; values are what they are once read. */
type Shaped<Input, Output> = { [Key in keyof Input]: Key extends keyof Output ? Sent<Output[Key]> : never };
type Given<Shape> = Shape extends z.ZodRawShape
  ? Shaped<z.input<z.ZodObject<Shape>>, z.output<z.ZodObject<Shape>>>
  : unknown;

/** The arguments of a function as a caller gives them, whichever way they travel. */
export type GivenArguments<Name extends FunctionName> = Given<Contract[Name] extends { path: infer P } ? P : unknown> &
  Given<Contract[Name] extends { query: infer Q } ? Q : unknown> &
  Given<Contract[Name] extends { form: infer F } ? F : unknown> &
  Given<Contract[Name] extends { body: infer B } ? B : unknown>;

/** What a caller gets: a record as it is on the wire, or a stream of bytes. */
export type Reply<Name extends FunctionName> =
  AnswerOf<Contract[Name]> extends AsyncIterable<Uint8Array> ? ReadableStream<Uint8Array> : AnswerOf<Contract[Name]>;

interface CallOptions {
  readonly signal?: AbortSignal;
}

type Rest<Name extends FunctionName> =
  Partial<GivenArguments<Name>> extends GivenArguments<Name>
    ? [given?: GivenArguments<Name>, options?: CallOptions]
    : [given: GivenArguments<Name>, options?: CallOptions];

/**
 * Calls a function of the interface by its name, with all its arguments in one object.
 *
 * @throws ApiError when the server refuses.
 */
export type Client = <Name extends FunctionName>(name: Name, ...rest: Rest<Name>) => Promise<Reply<Name>>;

export interface ClientOptions {
  /** Root of the interface: `http://host:port/api/cmd`, or `/api/cmd` in a page of that server. */
  readonly baseUrl: string;
  /** The token of whoever calls, asked for at each call; null before login. */
  readonly token?: () => string | null;
  /** Where calls go out; the platform's own by default. */
  readonly fetch?: typeof fetch;
}

/** A refusal of the server: its status and its sentence. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    /** A sentence, or a list of what is wrong where. */
    readonly detail: unknown,
  ) {
    super(sentenceOf(status, detail));
  }
}

/** A client of a server, for browsers and Node. */
export function createClient({ baseUrl, token = () => null, fetch: send = fetch }: ClientOptions): Client {
  return async (name, ...[given = {}, options = {}]) => {
    const endpoint: Endpoint = contract[name];
    const values = given as Readonly<Record<string, unknown>>;
    const { headers, ...body } = writeBody(endpoint, values);
    const bearer = token();
    const response = await send(`${baseUrl}${urlOf(name, endpoint, values)}`, {
      method: endpoint.method,
      headers: { ...headers, ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }) },
      ...body,
      ...options,
    });
    if (!response.ok) throw await readError(response);
    const answer = streams.has(endpoint.returns) ? response.body : await response.json();
    return answer as Reply<typeof name>;
  };
}

function urlOf(name: string, endpoint: Endpoint, values: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const key of Object.keys(endpoint.query ?? {})) {
    for (const value of [values[key]].flat())
      if (value !== undefined && value !== null) query.append(key, textOf(value));
  }
  const path = pathOf(name, endpoint, (key) => encodeURIComponent(textOf(values[key])));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

interface Body {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams | Sendable;
  readonly duplex?: 'half';
}

function writeBody({ form, body = {} }: Endpoint, values: Readonly<Record<string, unknown>>): Body {
  if (form !== undefined) {
    const fields = Object.keys(form).flatMap((key): [string, string][] =>
      values[key] === undefined ? [] : [[key, textOf(values[key])]],
    );
    return { headers: {}, body: new URLSearchParams(fields) };
  }
  for (const [key, type] of Object.entries(body)) {
    const value = values[key];
    if (value === undefined) return { headers: {} };
    const stream = streams.get(type);
    // A body that is read while it is sent goes one way only.
    if (stream !== undefined)
      return { headers: { 'content-type': stream.media }, body: value as Sendable, duplex: 'half' };
    return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
  }
  return { headers: {} };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function readError(response: Response): Promise<ApiError> {
  const text = await response.text();
  try {
    return new ApiError(response.status, (JSON.parse(text) as { detail?: unknown }).detail);
  } catch {
    // Not the server itself but something between answered.
    return new ApiError(response.status, undefined);
  }
}

function sentenceOf(status: number, detail: unknown): string {
  if (typeof detail === 'string') return detail;
  if (!Array.isArray(detail)) return `The server answered ${status} without a reason.`;
  const sentences = detail.map(
    ({ loc = [], msg }: { loc?: unknown[]; msg?: unknown }) => `${loc.join('.')}: ${String(msg)}`,
  );
  return sentences.join('; ');
}
