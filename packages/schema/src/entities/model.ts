import { z } from 'zod';

/** An object of the wire; `name` is what `$ref` in openapi.json and the official client call it. */
export function model<Shape extends z.ZodRawShape>(name: string, shape: Shape): z.ZodObject<Shape> {
  return named(name, z.object(shape));
}

type Plain = z.ZodUnion<[z.ZodNumber, z.ZodBoolean, z.ZodString, z.ZodNull]>;

/** As `model`; numbers, flags and words of other names are kept as they are. */
export function looseModel<Shape extends z.ZodRawShape>(
  name: string,
  shape: Shape,
): z.ZodObject<Shape, z.core.$catchall<Plain>> {
  return named(name, z.object(shape).catchall(z.union([z.number(), z.boolean(), z.string(), z.null()])));
}

/** Gives any type a name of its own in openapi.json. */
export function named<Type extends z.ZodType>(name: string, type: Type): Type {
  return type.meta({ id: name });
}

/** ISO 8601 with a zone. */
export function time(): z.ZodISODateTime {
  return z.iso.datetime({ offset: true });
}

/** A number that may be infinite or not a number, which JSON can only say as a word. */
export function float(): z.ZodUnion<[z.ZodNumber, z.ZodEnum<{ inf: 'inf'; '-inf': '-inf'; nan: 'nan' }>]> {
  return z.union([z.number(), z.enum(['inf', '-inf', 'nan'])]);
}
