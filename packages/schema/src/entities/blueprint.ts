import { z } from 'zod';
import { model, time } from './model.js';

const blueprintParameterModel = model('BlueprintParameter', {
  value: z.unknown(),
  flagged: z.boolean().default(false),
  notes: z.string().default(''),
});
export interface BlueprintParameter extends z.output<typeof blueprintParameterModel> {}
export const blueprintParameter: z.ZodType<BlueprintParameter> = blueprintParameterModel;

const blueprintModel = model('Blueprint', {
  _id: z.string().default('000000000000000000000000'),
  updatedAt: time().default('1970-01-01T00:00:00Z'),
  createdAt: time().default('1970-01-01T00:00:00Z'),
  jobType: z.string(),
  title: z.string().default(''),
  description: z.string().default(''),
  applyTitle: z.boolean().default(true),
  applyDescription: z.boolean().default(true),
  csVersion: z.string(),
  blueprintVersion: z.string().default('1.0.0'),
  createdBy: z.string().nullable().default(null),
  updatedBy: z.string().nullable().default(null),
  pinned: z.boolean().default(false),
  imported: z.boolean().default(false),
  parameters: z.record(z.string(), blueprintParameter).default({}),
  reference: z.boolean().default(false),
});
export interface Blueprint extends z.output<typeof blueprintModel> {}
export const blueprint: z.ZodType<Blueprint> = blueprintModel;
