import { z } from 'zod';
import { instanceInformation } from './instance.js';
import { model, time } from './model.js';

const performanceBenchmarkModel = model('PerformanceBenchmark', {
  _id: z.string().default('000000000000000000000000'),
  updated_at: time().default('1970-01-01T00:00:00Z'),
  created_at: time().default('1970-01-01T00:00:00Z'),
  project_uid: z.string(),
  job_uid: z.string(),
  type: z.enum(['fs', 'cpu', 'gpu', 'extensive_validation']),
  cryosparc_version: z.string(),
  instance_information: instanceInformation,
  job_params: z.record(z.string(), z.unknown()).default({}),
  timings: z.record(z.string(), z.unknown()).default({}),
  gpu_name: z.string().nullable().default(null),
  gpu_bus_id: z.string().nullable().default(null),
  sequential_read_benchmark_dir: z.string().nullable().default(null),
  sequential_disk_models: z.array(z.record(z.string(), z.unknown())).default([]),
  particle_read_benchmark_dir: z.string().nullable().default(null),
  random_disk_models: z.array(z.record(z.string(), z.unknown())).default([]),
});
export interface PerformanceBenchmark extends z.output<typeof performanceBenchmarkModel> {}
export const performanceBenchmark: z.ZodType<PerformanceBenchmark> = performanceBenchmarkModel;

const referencePerformanceBenchmarkModel = model('ReferencePerformanceBenchmark', {
  _id: z.string().default('000000000000000000000000'),
  updated_at: time().default('1970-01-01T00:00:00Z'),
  created_at: time().default('1970-01-01T00:00:00Z'),
  type: z.enum(['fs', 'cpu', 'gpu', 'extensive_validation']),
  title: z.string(),
  cryosparc_version: z.string(),
  instance_information: instanceInformation.prefault({}),
  job_params: z.record(z.string(), z.unknown()).default({}),
  timings: z.record(z.string(), z.unknown()).default({}),
  gpu_name: z.string().nullable().default(null),
  gpu_bus_id: z.string().nullable().default(null),
  reference_platform_node: z.string().nullable().default(null),
});
export interface ReferencePerformanceBenchmark extends z.output<typeof referencePerformanceBenchmarkModel> {}
export const referencePerformanceBenchmark: z.ZodType<ReferencePerformanceBenchmark> =
  referencePerformanceBenchmarkModel;
