import { z } from 'zod';
import { resourceSpec } from './resource.js';
import { dataType } from './enumerations.js';
import { model, named } from './model.js';

const inputResultModel = model('InputResult', {
  name: z.string().nullable().default(null),
  dtype: z.string(),
  job_uid: z.string(),
  output: z.string(),
  result: z.string(),
  version: z.union([z.int(), z.literal('F')]).default('F'),
});
export interface InputResult extends z.output<typeof inputResultModel> {}
export const inputResult: z.ZodType<InputResult> = inputResultModel;

const connectionModel = model('Connection', {
  job_uid: z.string(),
  output: z.string(),
  results: z.array(inputResult).default([]),
});
export interface Connection extends z.output<typeof connectionModel> {}
export const connection: z.ZodType<Connection> = connectionModel;

const outputRefModel = model('OutputRef', {
  job_uid: z.string(),
  output: z.string(),
});
export interface OutputRef extends z.output<typeof outputRefModel> {}
export const outputRef: z.ZodType<OutputRef> = outputRefModel;

const outputSlotModel = model('OutputSlot', {
  name: z.string(),
  dtype: z.string(),
});
export interface OutputSlot extends z.output<typeof outputSlotModel> {}
export const outputSlot: z.ZodType<OutputSlot> = outputSlotModel;

const outputSpecModel = model('OutputSpec', {
  type: dataType,
  title: z.string(),
  description: z.string().default(''),
  slots: z.array(z.union([outputSlot, z.string()])).default([]),
  passthrough: z.string().nullable().default(null),
});
export interface OutputSpec extends z.output<typeof outputSpecModel> {}
export const outputSpec: z.ZodType<OutputSpec> = outputSpecModel;

const externalOutputSpecModel = model('ExternalOutputSpec', {
  name: z.string(),
  spec: outputSpec,
  connection: outputRef.nullable().default(null),
});
export interface ExternalOutputSpec extends z.output<typeof externalOutputSpecModel> {}
export const externalOutputSpec: z.ZodType<ExternalOutputSpec> = externalOutputSpecModel;

const inputSlotModel = model('InputSlot', {
  name: z.string(),
  dtype: z.string(),
  required: z.boolean().default(false),
});
export interface InputSlot extends z.output<typeof inputSlotModel> {}
export const inputSlot: z.ZodType<InputSlot> = inputSlotModel;

const inputModel = model('Input', {
  type: dataType,
  title: z.string(),
  description: z.string().default(''),
  slots: z.array(inputSlot).default([]),
  count_min: z.int().default(0),
  count_max: z.union([z.int(), z.literal('inf')]).default('inf'),
  repeat_allowed: z.boolean().default(false),
  connections: z.array(connection).default([]),
});
export interface Input extends z.output<typeof inputModel> {}
export const input: z.ZodType<Input> = inputModel;

const inputSpecModel = model('InputSpec', {
  type: dataType,
  title: z.string(),
  description: z.string().default(''),
  slots: z.array(z.union([inputSlot, z.string()])).default([]),
  count_min: z.int().default(0),
  count_max: z.union([z.int(), z.literal('inf')]).default('inf'),
  repeat_allowed: z.boolean().default(false),
  match_result_by: z.enum(['type', 'default', 'default_strict', 'name_and_type']).default('default'),
});
export interface InputSpec extends z.output<typeof inputSpecModel> {}
export const inputSpec: z.ZodType<InputSpec> = inputSpecModel;

export type InputSpecs = Record<string, InputSpec>;
export const inputSpecs: z.ZodType<InputSpecs> = named('InputSpecs', z.record(z.string(), inputSpec));

export type Inputs = Record<string, Input>;
export const inputs: z.ZodType<Inputs> = named('Inputs', z.record(z.string(), input));

const jobBuildErrorModel = model('JobBuildError', {
  type: z.string(),
  loc: z.array(z.union([z.string(), z.int()])),
  input: z.unknown(),
  ctx: z.record(z.string(), z.unknown()).default({}),
  input_type: z.string(),
});
export interface JobBuildError extends z.output<typeof jobBuildErrorModel> {}
export const jobBuildError: z.ZodType<JobBuildError> = jobBuildErrorModel;

const jobRegisterErrorModel = model('JobRegisterError', {
  type: z.string(),
  message: z.string(),
  traceback: z.string(),
});
export interface JobRegisterError extends z.output<typeof jobRegisterErrorModel> {}
export const jobRegisterError: z.ZodType<JobRegisterError> = jobRegisterErrorModel;

const outputResultModel = model('OutputResult', {
  name: z.string(),
  dtype: z.string(),
  versions: z.array(z.int()).default([]),
  metafiles: z.array(z.string()).default([]),
  num_items: z.array(z.int()).default([]),
  passthrough: z.boolean().default(false),
});
export interface OutputResult extends z.output<typeof outputResultModel> {}
export const outputResult: z.ZodType<OutputResult> = outputResultModel;

const outputModel = model('Output', {
  type: dataType,
  title: z.string(),
  description: z.string().default(''),
  slots: z.array(outputSlot).default([]),
  passthrough: z.string().nullable().default(null),
  results: z.array(outputResult).default([]),
  num_items: z.int().default(0),
  image: z.string().nullable().default(null),
  summary: z.record(z.string(), z.unknown()).default({}),
  latest_summary_stats: z.record(z.string(), z.unknown()).default({}),
});
export interface Output extends z.output<typeof outputModel> {}
export const output: z.ZodType<Output> = outputModel;

export type Outputs = Record<string, Output>;
export const outputs: z.ZodType<Outputs> = named('Outputs', z.record(z.string(), output));

export type Params = Record<string, unknown>;
export const params: z.ZodType<Params> = named('Params', z.record(z.string(), z.unknown()));

const jobSpecModel = model('JobSpec', {
  type: z.string(),
  params: params.prefault({}),
  inputs: inputs.prefault({}),
  outputs: outputs.prefault({}),
  ui_tile_width: z.int(),
  ui_tile_height: z.int(),
  resource_spec: resourceSpec,
});
export interface JobSpec extends z.output<typeof jobSpecModel> {}
export const jobSpec: z.ZodType<JobSpec> = jobSpecModel;

export type OutputSpecs = Record<string, OutputSpec>;
export const outputSpecs: z.ZodType<OutputSpecs> = named('OutputSpecs', z.record(z.string(), outputSpec));
