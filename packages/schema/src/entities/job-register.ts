import { z } from 'zod';
import { inputSpecs, jobRegisterError, outputSpecs } from './job-spec.js';
import { builderTag, category, stability } from './enumerations.js';
import { model, time } from './model.js';

const jobRegisterParamTypeSpecModel = model('JobRegisterParamTypeSpec', {
  type: z.enum(['string', 'integer', 'number', 'boolean', 'null', 'array']),
  format: z.enum(['path', 'resources']).nullable().default(null),
});
export interface JobRegisterParamTypeSpec extends z.output<typeof jobRegisterParamTypeSpecModel> {}
export const jobRegisterParamTypeSpec: z.ZodType<JobRegisterParamTypeSpec> = jobRegisterParamTypeSpecModel;

const paramSectionModel = model('ParamSection', {
  name: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
});
export interface ParamSection extends z.output<typeof paramSectionModel> {}
export const paramSection: z.ZodType<ParamSection> = paramSectionModel;

const whenModel = model('When', {
  expr: z.union([z.string(), z.record(z.string(), z.unknown())]),
});
export interface When extends z.output<typeof whenModel> {}
export const when: z.ZodType<When> = whenModel;

const jobRegisterParamSpecModel = model('JobRegisterParamSpec', {
  type: z.enum(['string', 'integer', 'number', 'boolean', 'null', 'array']).nullable().default(null),
  anyOf: z.array(jobRegisterParamTypeSpec).default([]),
  items: jobRegisterParamTypeSpec.nullable().default(null),
  format: z.enum(['path', 'resources']).nullable().default(null),
  default: z
    .union([z.string(), z.int(), z.number(), z.array(z.string())])
    .nullable()
    .default(null),
  title: z.string().nullable(),
  description: z.string().nullable().default(null),
  examples: z.array(z.unknown()).nullable().default(null),
  gt: z.number().nullable().default(null),
  ge: z.number().nullable().default(null),
  lt: z.number().nullable().default(null),
  le: z.number().nullable().default(null),
  multiple_of: z.number().nullable().default(null),
  enum: z
    .array(z.union([z.string(), z.int(), z.number(), z.array(z.string())]))
    .nullable()
    .default(null),
  labels: z.array(z.string()).nullable().default(null),
  pattern: z.string().nullable().default(null),
  hidden: z.union([z.boolean(), when]).default(false),
  advanced: z.boolean().default(false),
  section: paramSection.nullable().default(null),
  allowed: z.array(z.enum(['dir', 'file', 'glob'])).default([]),
  validate_path: z.boolean().default(true),
  legacy_name: z.string().nullable().default(null),
  required_param: z.boolean().default(false),
  ecl_visible: z.boolean().default(false),
});
export interface JobRegisterParamSpec extends z.output<typeof jobRegisterParamSpecModel> {}
export const jobRegisterParamSpec: z.ZodType<JobRegisterParamSpec> = jobRegisterParamSpecModel;

const jobRegisterJobSpecModel = model('JobRegisterJobSpec', {
  type: z.string(),
  title: z.string(),
  shorttitle: z.string(),
  description: z.string(),
  stability: stability,
  category: category,
  tags: z.array(builderTag).default([]),
  hidden: z.boolean().default(false),
  interactive: z.boolean().default(false),
  lightweight: z.boolean().default(false),
  inputs: inputSpecs,
  outputs: outputSpecs,
  params: z.record(z.string(), jobRegisterParamSpec),
});
export interface JobRegisterJobSpec extends z.output<typeof jobRegisterJobSpecModel> {}
export const jobRegisterJobSpec: z.ZodType<JobRegisterJobSpec> = jobRegisterJobSpecModel;

const jobRegisterModel = model('JobRegister', {
  _id: z.string().default('000000000000000000000000'),
  updated_at: time().default('1970-01-01T00:00:00Z'),
  created_at: time().default('1970-01-01T00:00:00Z'),
  specs: z.array(jobRegisterJobSpec).default([]),
  error: jobRegisterError.nullable().default(null),
  username: z.string().nullable().default(null),
  categories: z.record(z.string(), z.string()),
});
export interface JobRegister extends z.output<typeof jobRegisterModel> {}
export const jobRegister: z.ZodType<JobRegister> = jobRegisterModel;
