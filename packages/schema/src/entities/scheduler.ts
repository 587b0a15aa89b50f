import { z } from 'zod';
import { fixedResourceSlots, gpu, resourceSlots } from './resource.js';
import { arch } from './enumerations.js';
import { model } from './model.js';

const clusterModel = model('Cluster', {
  send_cmd_tpl: z.string().default('{{ command }}'),
  qsub_cmd_tpl: z.string().default('qsub {{ script_path_abs }}'),
  qstat_cmd_tpl: z.string().default('qstat -as {{ cluster_job_id }}'),
  qdel_cmd_tpl: z.string().default('qdel {{ cluster_job_id }}'),
  qinfo_cmd_tpl: z.string().default('qstat -q'),
  type: z.literal('cluster'),
  script_tpl: z.string().default(''),
  custom_vars: z.record(z.string(), z.string()).default({}),
  tpl_vars: z.array(z.string()),
  custom_var_names: z.array(z.string()),
});
export interface Cluster extends z.output<typeof clusterModel> {}
export const cluster: z.ZodType<Cluster> = clusterModel;

const nodeModel = model('Node', {
  type: z.literal('node'),
  ssh_str: z.string(),
  resource_slots: resourceSlots.prefault({}),
  resource_fixed: fixedResourceSlots.prefault({}),
  monitor_port: z.int().nullable().default(null),
  gpus: z.array(gpu).nullable().default(null),
});
export interface Node extends z.output<typeof nodeModel> {}
export const node: z.ZodType<Node> = nodeModel;

const schedulerLaneModel = model('SchedulerLane', {
  name: z.string(),
  type: z.enum(['node', 'cluster']),
  title: z.string(),
  desc: z.string().nullable().default(null),
});
export interface SchedulerLane extends z.output<typeof schedulerLaneModel> {}
export const schedulerLane: z.ZodType<SchedulerLane> = schedulerLaneModel;

const schedulerTargetModel = model('SchedulerTarget', {
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
});
export interface SchedulerTarget extends z.output<typeof schedulerTargetModel> {}
export const schedulerTarget: z.ZodType<SchedulerTarget> = schedulerTargetModel;

const schedulerTargetClusterModel = model('SchedulerTargetCluster', {
  cache_path: z.string().nullable().default(null),
  cache_reserve_mb: z.int().nullable().default(null),
  cache_quota_mb: z.int().nullable().default(null),
  lane: z.string(),
  name: z.string(),
  title: z.string(),
  desc: z.string().nullable().default(null),
  hostname: z.string(),
  worker_bin_path: z.string(),
  config: cluster,
  arch: arch.default('x86_64'),
});
export interface SchedulerTargetCluster extends z.output<typeof schedulerTargetClusterModel> {}
export const schedulerTargetCluster: z.ZodType<SchedulerTargetCluster> = schedulerTargetClusterModel;

const schedulerTargetNodeModel = model('SchedulerTargetNode', {
  cache_path: z.string().nullable().default(null),
  cache_reserve_mb: z.int().nullable().default(null),
  cache_quota_mb: z.int().nullable().default(null),
  lane: z.string(),
  name: z.string(),
  title: z.string(),
  desc: z.string().nullable().default(null),
  hostname: z.string(),
  worker_bin_path: z.string(),
  config: node,
  arch: arch.default('x86_64'),
});
export interface SchedulerTargetNode extends z.output<typeof schedulerTargetNodeModel> {}
export const schedulerTargetNode: z.ZodType<SchedulerTargetNode> = schedulerTargetNodeModel;
