/** Types of query and path arguments: what they are once read from text. */
import { z } from 'zod';

type Read<Target extends z.ZodType> = z.ZodPreprocess<Target>;

function read<Target extends z.ZodType>(target: Target, parse: (text: string) => unknown): Read<Target> {
  return z.preprocess((value) => (typeof value === 'string' ? parse(value) : value), target);
}

export function integer(): Read<z.ZodInt> {
  return read(z.int(), (text) => (/^[+-]?\d+$/.test(text) ? Number(text) : text));
}

export function number(): Read<z.ZodNumber> {
  return read(z.number(), (text) => (text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text)));
}

const flags: Readonly<Record<string, boolean>> = {
  true: true,
  True: true,
  1: true,
  false: false,
  False: false,
  0: false,
};

export function flag(): Read<z.ZodBoolean> {
  return read(z.boolean(), (text) => flags[text] ?? text);
}

/** The order of a list: 1 from old to new, -1 from new to old. */
export function direction(): Read<z.ZodLiteral<1 | -1>> {
  return read(z.literal([1, -1]), (text) => (text === '1' ? 1 : text === '-1' ? -1 : text));
}

/** Values under a repeated key; one value makes a list of one. */
export function list<Item extends z.ZodType>(item: Item): Read<z.ZodArray<Item>> {
  return z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item));
}

/** From and to, ISO 8601; without a zone they are UTC. */
export function timeRange(): Read<z.ZodTuple<[z.ZodISODateTime, z.ZodISODateTime], null>> {
  return z.preprocess(
    (value) => (Array.isArray(value) ? value.map(normalizeTime) : value),
    z.tuple([z.iso.datetime(), z.iso.datetime()]),
  );
}

function normalizeTime(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value}Z`;
  const time = new Date(zoned.replace(' ', 'T'));
  return Number.isNaN(time.getTime()) ? value : time.toISOString();
}
