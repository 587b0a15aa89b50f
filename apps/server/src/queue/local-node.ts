import { availableParallelism, hostname, totalmem } from 'node:os';
import type {
  AllocatedResources,
  ResourceSlots,
  ResourceSpec,
  SchedulerLane,
  SchedulerTargetNode,
} from '@vitreous/schema';

/** Memory is given out in slots of 8 GiB. */
const ramSlotBytes = 8 * 1024 ** 3;

/** The lane that is always there: this machine. */
export const localLane: SchedulerLane = {
  name: 'default',
  type: 'node',
  title: 'This machine',
  desc: 'Jobs run as processes beside the server.',
};

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** This machine, as a target of the queue. */
export function describeLocalNode(): SchedulerTargetNode {
  const slots = {
    CPU: range(availableParallelism()),
    GPU: [],
    RAM: range(Math.max(1, Math.floor(totalmem() / ramSlotBytes))),
  };
  return {
    cache_path: null,
    cache_reserve_mb: null,
    cache_quota_mb: null,
    lane: localLane.name,
    name: hostname(),
    title: `This machine (${hostname()})`,
    desc: null,
    hostname: hostname(),
    worker_bin_path: '',
    config: {
      type: 'node',
      ssh_str: '',
      resource_slots: slots,
      resource_fixed: { SSD: false },
      monitor_port: null,
      gpus: null,
    },
    arch: process.arch === 'arm64' ? 'aarch64' : 'x86_64',
  };
}

/** What a job would get beside what is given out already; a sentence when it does not fit. */
export function allocate(
  node: SchedulerTargetNode,
  taken: readonly ResourceSlots[],
  wanted: ResourceSpec,
): AllocatedResources | string {
  const all = node.config.resource_slots;
  const lacking: string[] = [];
  const pick = (kind: keyof ResourceSlots, count: number): number[] => {
    if (count > all[kind].length) lacking.push(`${count} ${kind} of ${all[kind].length} that there are`);
    const free = all[kind].filter((slot) => !taken.some((slots) => slots[kind].includes(slot)));
    if (count > free.length && count <= all[kind].length) lacking.push(kind);
    return free.slice(0, count);
  };
  // A job that could use more processors than there are gets them all.
  const cpu = Math.min(wanted.cpu, all.CPU.length);
  const slots = { CPU: pick('CPU', cpu), GPU: pick('GPU', wanted.gpu), RAM: pick('RAM', wanted.ram) };
  if (lacking.length > 0) return `Waiting for resources in lane ${node.lane}: ${lacking.join(', ')}`;
  const given: AllocatedResources = {
    lane: node.lane,
    lane_type: 'node',
    hostname: node.hostname,
    target: node,
    slots,
    fixed: { SSD: false },
    licenses_acquired: 0,
  };
  return given;
}
