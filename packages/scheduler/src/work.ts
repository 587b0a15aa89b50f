import type { AllocatedResources, Job, ResourceSpec } from '@vitreous/schema';
import type { TaskRecord } from '@vitreous/store';
import type { TemplateValues } from './cluster/cluster-template.js';

/** Why something does not run yet: the contract's word for it, and a sentence. */
export interface WaitReason {
  readonly status: NonNullable<Job['queue_status']>;
  readonly message: string;
}

/** Something that waits for resources: a job, or anything else that needs a process somewhere. */
export interface Demand {
  readonly project_uid: string;
  readonly uid: string;
  readonly lane: string;
  /** The one machine that it wants; null for any of the lane. */
  readonly hostname: string | null;
  /** These very GPUs; empty for any. */
  readonly gpus: readonly number[];
  /** It takes GPUs that others hold too. */
  readonly shareGpus: boolean;
  readonly wants: ResourceSpec;
  /** Higher goes first. */
  readonly priority: number;
  /** When it came: earlier goes first. */
  readonly since: string;
  /** Why it may not start even if there is room. */
  readonly heldBack: WaitReason | null;
}

/** How a worker is started, wherever it runs. */
export interface StartOrder {
  /** Program and arguments; how it reaches the server is added. */
  readonly command: readonly string[];
  /** Absolute, on a disk that all targets of its lane see. */
  readonly folder: string;
  readonly logFile: string;
  /** What a cluster's script is told of it, besides its resources. */
  readonly values: TemplateValues;
  /** Values of the cluster's own variables, which whoever queued it has given. */
  readonly customValues: Readonly<Record<string, string>>;
}

/**
 * A part of the server that has work to run. The scheduler decides where and when, starts a process for it, and says
 * how that goes; what the work is it does not know.
 */
export interface WorkSource {
  /** Kept with each task, so that it comes back here after a restart. */
  readonly kind: string;
  waiting(): Demand[];
  /** Notes why it waits; most times it is the same as before. */
  wait(demand: Demand, reason: WaitReason): void;
  /** Notes that it starts, inside the transaction that gives it its resources. Null when it is not to start after all. */
  begin(demand: Demand, given: AllocatedResources): StartOrder | null;
  /** Notes where it stands: the process or the id in a cluster's queue, the queue's state, the script. */
  follow(task: TaskRecord, news: ClusterNews): void;
  /** Its worker could not be started this time, for reasons that pass: it waits again. Inside a transaction. */
  putBack(task: TaskRecord, message: string): void;
  /** Its worker is gone before it said that it ended. Inside a transaction. */
  lost(task: TaskRecord, reason: string): void;
}

export interface ClusterNews {
  readonly clusterJobId?: string;
  readonly state?: string;
  readonly script?: string;
}
