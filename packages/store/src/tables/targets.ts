import type { Gpu, SchedulerTarget } from '@vitreous/schema';

/** What a machine was found to have. */
export interface FoundHardware {
  readonly cpus: number;
  /** Memory, in slots of 8 GiB. */
  readonly ramSlots: number;
  readonly gpus: readonly Gpu[];
  readonly arch: SchedulerTarget['arch'];
}

/** A node or a cluster that work can be given to. */
export interface TargetRecord {
  readonly name: string;
  readonly target: SchedulerTarget;
  /** Of nodes: all that there is, of which the target may offer a part. Null for clusters. */
  readonly found: FoundHardware | null;
}
