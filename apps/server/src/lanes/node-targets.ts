import { inspectNode, offerSlots } from '@vitreous/scheduler';
import type { Node, SchedulerTarget, SchedulerTargetNode } from '@vitreous/schema';
import type { FoundHardware, Store, TargetRecord } from '@vitreous/store';

/** The target, if it is a node. */
export function asNode(target: SchedulerTarget): SchedulerTargetNode | null {
  const { config } = target;
  return config.type === 'node' ? { ...target, config } : null;
}

/** A node with what it was found to have. @param gpu false leaves GPUs out. */
export async function lookAt(
  target: SchedulerTargetNode,
  before: FoundHardware | null,
  gpu: boolean,
): Promise<TargetRecord> {
  const seen = await inspectNode(target);
  const found = gpu ? seen : { ...seen, gpus: [] };
  const config: Node = {
    ...target.config,
    resource_slots: offerSlots(target.config.resource_slots, before, found),
    resource_fixed: { SSD: target.cache_path !== null },
    gpus: [...found.gpus],
  };
  return { name: target.name, target: { ...target, arch: found.arch, config }, found };
}

/** Looks at every node again; those that cannot be reached stay as they are. Answers what went wrong, by name. */
export async function refreshNodes(
  store: Store,
  only: (target: SchedulerTargetNode) => boolean,
): Promise<Map<string, string>> {
  const problems = new Map<string, string>();
  for (const record of store.targets.all()) {
    const node = asNode(record.target);
    if (node === null || !only(node)) continue;
    try {
      const seen = await lookAt(node, record.found, true);
      store.transact(() => {
        const now = store.targets.get(record.name);
        // Changed or removed meanwhile: that stands.
        if (now !== null && JSON.stringify(now) === JSON.stringify(record)) store.targets.save(seen);
      });
    } catch (error) {
      problems.set(record.name, error instanceof Error ? error.message : String(error));
    }
  }
  return problems;
}
