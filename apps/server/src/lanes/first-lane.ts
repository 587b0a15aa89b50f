import { availableParallelism, hostname, totalmem } from 'node:os';
import { isHere } from '@vitreous/scheduler';
import type { SchedulerTargetNode } from '@vitreous/schema';
import type { House } from '../house.js';
import { refreshNodes } from './node-targets.js';

/** The lane that is made at the first start: this machine. */
export const firstLane = 'default';
/** Memory is given out in slots of 8 GiB. */
const ramSlotBytes = 8 * 1024 ** 3;
/** Set once the first lane was made: an administrator may remove it for good. */
const made = 'internal first_lane_made';

/**
 * Makes this machine a lane at the first start, and brings what the database says of this machine up to date at each:
 * its name, processors and memory at once, its GPUs a moment later.
 */
export function makeFirstLane(house: House): void {
  const { store, log } = house;
  store.transact(() => {
    if (store.settings.get(made) !== true) {
      store.lanes.save({
        name: firstLane,
        type: 'node',
        title: 'This machine',
        desc: 'Jobs run as processes beside the server.',
      });
      store.targets.save({ name: hostname(), target: describeThisMachine(), found: null });
      store.settings.set(made, true);
    }
    for (const record of store.targets.all()) {
      if (isHere(record.target)) store.targets.save({ ...record, target: { ...record.target, hostname: hostname() } });
    }
  });
  house.inBackground('Looking at what this machine has', async () => {
    for (const [name, reason] of await refreshNodes(store, isHere))
      log.warn({ target: name, reason }, 'A node stays as it was');
    house.wakeQueue();
  });
}

function describeThisMachine(): SchedulerTargetNode {
  const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  const ram = Math.max(1, Math.floor(totalmem() / ramSlotBytes));
  return {
    cache_path: null,
    cache_reserve_mb: null,
    cache_quota_mb: null,
    lane: firstLane,
    name: hostname(),
    title: `This machine (${hostname()})`,
    desc: null,
    hostname: hostname(),
    worker_bin_path: '',
    config: {
      type: 'node',
      ssh_str: '',
      resource_slots: { CPU: range(availableParallelism()), GPU: [], RAM: range(ram) },
      resource_fixed: { SSD: false },
      monitor_port: null,
      gpus: null,
    },
    arch: process.arch === 'arm64' ? 'aarch64' : 'x86_64',
  };
}
