import { z } from 'zod';
import { instanceInformation } from './instance.js';
import { cluster, node } from './scheduler.js';
import { arch } from './enumerations.js';
import { model, time } from './model.js';

const schedulerTargetInformationModel = model('SchedulerTargetInformation', {
  cache_path: z.string().nullable().default(null),
  cache_reserve_mb: z.int().nullable().default(null),
  cache_quota_mb: z.int().nullable().default(null),
  lane: z.string(),
  name: z.string(),
  title: z.string(),
  desc: z.string().nullable().default(null),
  hostname: z.string(),
  worker_bin_path: z.string(),
  config: z.union([node, cluster]),
  arch: arch.default('x86_64'),
  instance_information: instanceInformation.nullable().default(null),
});
export interface SchedulerTargetInformation extends z.output<typeof schedulerTargetInformationModel> {}
export const schedulerTargetInformation: z.ZodType<SchedulerTargetInformation> = schedulerTargetInformationModel;

const runtimeDiagnosticsModel = model('RuntimeDiagnostics', {
  cryosparc_version: z.string(),
  cryosparc_patch: z.string(),
  instance_information: instanceInformation,
  scheduler_targets: z.array(schedulerTargetInformation),
  db_stats: z.record(z.string(), z.unknown()),
  date_generated: time(),
});
export interface RuntimeDiagnostics extends z.output<typeof runtimeDiagnosticsModel> {}
export const runtimeDiagnostics: z.ZodType<RuntimeDiagnostics> = runtimeDiagnosticsModel;
