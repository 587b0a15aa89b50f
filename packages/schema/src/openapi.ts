import { z } from 'zod';
import { contract } from './endpoints/contract.js';
import { bytes, dataset, type Endpoint } from './endpoints/endpoint.js';

type Json = Readonly<Record<string, unknown>>;

interface StreamKind {
  readonly media: string;
  readonly title: string;
  /** The official client takes a dataset while it comes (201); any other stream it must have whole first (200). */
  readonly status: 200 | 201;
}

/** What a stream travels as, by the type of a function's body or answer. */
export const streams: ReadonlyMap<z.ZodType, StreamKind> = new Map<z.ZodType, StreamKind>([
  [bytes, { media: 'application/octet-stream', title: 'Stream', status: 200 }],
  [dataset, { media: 'application/x-cryosparc-dataset', title: 'Dataset', status: 201 }],
]);

/** The URL of a function below the root of the interface: its name, then its positional arguments. */
export function pathOf(
  name: string,
  endpoint: Endpoint,
  write = (argument: string): string => `{${argument}}`,
): string {
  return ['', name, ...Object.keys(endpoint.path ?? {}).map(write)].join('/');
}

/** The whole interface as an OpenAPI document: `summary` is a function's name, `$ref` a model's. */
export function describeInterface(version: string): Json {
  const models: Record<string, unknown> = {};
  const paths = Object.entries<Endpoint>(contract).map(([name, endpoint]) => [
    pathOf(name, endpoint),
    { [endpoint.method.toLowerCase()]: describeEndpoint(name, endpoint, models) },
  ]);
  return {
    openapi: '3.1.0',
    info: { title: 'Vitreous', version },
    paths: Object.fromEntries(paths) as Json,
    components: { schemas: models },
  };
}

function describeEndpoint(name: string, endpoint: Endpoint, models: Record<string, unknown>): Json {
  const parameters = (['path', 'query'] as const).flatMap((place) =>
    Object.entries(endpoint[place] ?? {}).map(([argument, type]) => ({
      name: argument,
      in: place,
      required: place === 'path' || !type.safeParse(undefined).success,
      schema: describeType(type, models),
    })),
  );
  const body = describeBody(endpoint, models);
  return { summary: name, operationId: name, parameters, ...body, responses: describeAnswer(endpoint, models) };
}

function describeBody({ form, body = {} }: Endpoint, models: Record<string, unknown>): Json {
  if (form !== undefined) {
    const schema = describeType(z.object(form), models);
    return { requestBody: { required: true, content: { 'application/x-www-form-urlencoded': { schema } } } };
  }
  for (const [argument, type] of Object.entries(body)) {
    const stream = streams.get(type);
    const required = !type.safeParse(undefined).success;
    const content =
      stream === undefined
        ? { 'application/json': { schema: { ...describeType(type, models), title: titleOf(argument) } } }
        : { [stream.media]: { schema: { title: titleOf(argument), type: 'string', format: 'binary' } } };
    return { requestBody: { required, content } };
  }
  return {};
}

function describeAnswer({ returns }: Endpoint, models: Record<string, unknown>): Json {
  const stream = streams.get(returns);
  const wrong = { description: 'What is wrong', content: { 'application/json': { schema: errorAnswer } } };
  if (stream === undefined) {
    const schema = describeType(returns, models);
    return { 200: { description: 'The answer', content: { 'application/json': { schema } } }, default: wrong };
  }
  const schema = { title: stream.title, type: 'string', format: 'binary' };
  return { [stream.status]: { description: 'A stream', content: { [stream.media]: { schema } } }, default: wrong };
}

const errorAnswer: Json = { type: 'object', properties: { detail: {} }, required: ['detail'] };

/** JSON Schema of a type; the models that it names are put into `models`. */
function describeType(type: z.ZodType, models: Record<string, unknown>): Json {
  const { $defs = {}, id, ...schema } = z.toJSONSchema(type, { unrepresentable: 'any' });
  for (const [name, definition] of Object.entries($defs)) models[name] ??= forOpenApi(definition);
  const plain = forOpenApi(schema) as Json;
  if (id === undefined) return plain;
  models[id] ??= plain;
  return { $ref: `#/components/schemas/${id}` };
}

function forOpenApi(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(forOpenApi);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    if (isNoise(key, inner)) return [];
    if (key === '$ref' && typeof inner === 'string') return [[key, inner.replace('#/$defs/', '#/components/schemas/')]];
    return [[key, forOpenApi(inner)]];
  });
  return Object.fromEntries(entries);
}

/** What says nothing to a reader of the interface: zod's own marks, and the bounds of whole numbers. */
function isNoise(key: string, value: unknown): boolean {
  if (['$schema', 'propertyNames', 'pattern'].includes(key)) return true;
  if (key === 'id') return typeof value === 'string';
  return (key === 'minimum' || key === 'maximum') && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER;
}

/** The client makes an argument's name of a title: lower case, spaces to underscores. */
function titleOf(argument: string): string {
  return argument.split('_').join(' ');
}
