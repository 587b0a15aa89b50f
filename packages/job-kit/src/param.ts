import { jobRegisterParamSpec, type JobRegisterParamSpec } from '@vitreous/schema';
import { z } from 'zod';

/** A parameter of a job: what a form shows and what a value must be. */
export interface Param<Value = unknown> {
  readonly spec: JobRegisterParamSpec;
  readonly type: z.ZodType<Value>;
}

interface Options {
  readonly description?: string;
  readonly advanced?: boolean;
  readonly section?: string;
  readonly ge?: number;
  readonly gt?: number;
  readonly le?: number;
}

function describe(
  type: NonNullable<JobRegisterParamSpec['type']>,
  title: string,
  value: unknown,
  { section, ...options }: Options & Partial<JobRegisterParamSpec>,
): JobRegisterParamSpec {
  const named = section === undefined ? {} : { section: { name: section, title: section } };
  return jobRegisterParamSpec.parse({ type, title, default: value, ...options, ...named });
}

function bounded<Type extends z.ZodNumber | z.ZodInt>(type: Type, { ge, gt, le }: Options): Type {
  let narrowed: z.ZodNumber | z.ZodInt = type;
  if (ge !== undefined) narrowed = narrowed.min(ge);
  if (gt !== undefined) narrowed = narrowed.gt(gt);
  if (le !== undefined) narrowed = narrowed.max(le);
  return narrowed as Type;
}

export function integerParam(title: string, value: number, options: Options = {}): Param<number> {
  return { spec: describe('integer', title, value, options), type: bounded(z.int(), options).default(value) };
}

export function numberParam(title: string, value: number, options: Options = {}): Param<number> {
  return { spec: describe('number', title, value, options), type: bounded(z.number(), options).default(value) };
}

/** A number that need not be given. */
export function optionalNumberParam(title: string, options: Options = {}): Param<number | null> {
  return {
    spec: describe('number', title, null, options),
    type: bounded(z.number(), options).nullable().default(null),
  };
}

export function optionalIntegerParam(title: string, options: Options = {}): Param<number | null> {
  return { spec: describe('integer', title, null, options), type: bounded(z.int(), options).nullable().default(null) };
}

export function flagParam(title: string, value: boolean, options: Options = {}): Param<boolean> {
  const spec = { ...describe('boolean', title, null, options), default: Number(value) };
  // Scripts write flags as 0 and 1 too.
  const asFlag = (given: unknown): unknown => (given === 0 || given === 1 ? given === 1 : given);
  return { spec, type: z.preprocess(asFlag, z.boolean().default(value)) };
}

export function textParam(title: string, value: string, options: Options = {}): Param<string> {
  return { spec: describe('string', title, value, options), type: z.string().default(value) };
}

/** A file, a folder or a pattern of names, absolute; it must be given. */
export function pathParam(
  title: string,
  allowed: readonly ('dir' | 'file' | 'glob')[],
  options: Options = {},
): Param<string> {
  const details = { format: 'path' as const, allowed: [...allowed], required_param: true };
  return { spec: describe('string', title, null, { ...options, ...details }), type: z.string().min(1) };
}

/** As pathParam, but it may be left out. */
export function optionalPathParam(
  title: string,
  allowed: readonly ('dir' | 'file' | 'glob')[],
  options: Options = {},
): Param<string | null> {
  const details = { format: 'path' as const, allowed: [...allowed] };
  return {
    spec: describe('string', title, null, { ...options, ...details }),
    type: z.string().nullable().default(null),
  };
}

/** One of some words. */
export function choiceParam<const Choice extends string>(
  title: string,
  value: NoInfer<Choice>,
  choices: readonly [Choice, ...Choice[]],
  options: Options = {},
): Param<Choice> {
  return {
    spec: describe('string', title, value, { ...options, enum: [...choices] }),
    type: z.enum(choices).default(value),
  };
}

/** A number that must be given. */
export function requiredNumberParam(title: string, options: Options = {}): Param<number> {
  const spec = { ...describe('number', title, null, options), required_param: true };
  return { spec, type: bounded(z.number(), options) };
}
