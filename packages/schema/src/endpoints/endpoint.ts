import { z } from 'zod';

/** One function of the interface. Names of its arguments are unique over path, query, form and body. */
export interface Endpoint {
  /** GET changes nothing. */
  readonly method: 'GET' | 'POST';
  /** Positional arguments, in the order of the URL. */
  readonly path?: Readonly<Record<string, z.ZodType>>;
  readonly query?: Readonly<Record<string, z.ZodType>>;
  /** Sent as a form instead of a query. */
  readonly form?: Readonly<Record<string, z.ZodType>>;
  /** One entry: the name of the argument and its type. */
  readonly body?: Readonly<Record<string, z.ZodType>>;
  readonly returns: z.ZodType;
}

export function endpoints<const Table extends Readonly<Record<string, Endpoint>>>(table: Table): Table {
  return table;
}

/** A stream of bytes, as a body or as an answer. */
export const bytes = z.custom<AsyncIterable<Uint8Array>>();

/** A stream of bytes that is a dataset (`.cs`) in its streamed form. */
export const dataset = z.custom<AsyncIterable<Uint8Array>>();

type OutputOf<Shape> = Shape extends z.ZodRawShape ? z.output<z.ZodObject<Shape>> : unknown;

/** All arguments of a function by name, whichever way they travelled. */
export type ArgumentsOf<One extends Endpoint> = OutputOf<One['path']> &
  OutputOf<One['query']> &
  OutputOf<One['form']> &
  OutputOf<One['body']>;

export type AnswerOf<One extends Endpoint> = z.output<One['returns']>;
