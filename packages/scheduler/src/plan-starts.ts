import type { AllocatedResources, ResourceSlots, SchedulerTarget } from '@vitreous/schema';
import { fitOnNode, nameOfTarget, slotsOfCluster, type Occupied } from './fit-on-node.js';
import type { Demand, WaitReason } from './work.js';

export interface Situation<Work extends Demand> {
  readonly waiting: readonly Work[];
  /** What is given out. */
  readonly held: readonly AllocatedResources[];
  readonly targets: readonly SchedulerTarget[];
  /** Targets that cannot be used for now, by name, with the reason. */
  readonly closed: ReadonlyMap<string, string>;
}

export interface Plan<Work extends Demand> {
  readonly starts: { readonly demand: Work; readonly given: AllocatedResources }[];
  readonly waits: { readonly demand: Work; readonly reason: WaitReason }[];
}

/**
 * Who starts where, now. By priority, then in order of arrival. What a demand still lacks is kept for it as it becomes
 * free: later ones may take what it does not need, and nothing else, so that small ones never starve a large one.
 * Slots are counted by machine, also where several targets are the same machine.
 */
export function planStarts<Work extends Demand>({ waiting, held, targets, closed }: Situation<Work>): Plan<Work> {
  const plan: Plan<Work> = { starts: [], waits: [] };
  const machines = new Map<string, { busy: ResourceSlots[]; kept: ResourceSlots[] }>();
  const machine = (hostname: string): { busy: ResourceSlots[]; kept: ResourceSlots[] } => {
    const known = machines.get(hostname) ?? { busy: [], kept: [] };
    machines.set(hostname, known);
    return known;
  };
  for (const { lane_type, hostname, slots } of held) if (lane_type !== 'cluster') machine(hostname).busy.push(slots);

  const ordered = [...waiting].sort((a, b) => b.priority - a.priority || compareTexts(a.since, b.since));
  for (const demand of ordered) {
    if (demand.heldBack !== null) {
      plan.waits.push({ demand, reason: demand.heldBack });
      continue;
    }
    const outcome = place(demand, targets, closed, machine);
    if ('message' in outcome) plan.waits.push({ demand, reason: outcome });
    else {
      plan.starts.push({ demand, given: outcome });
      if (outcome.lane_type !== 'cluster') machine(outcome.hostname).busy.push(outcome.slots);
    }
  }
  return plan;
}

function place(
  demand: Demand,
  targets: readonly SchedulerTarget[],
  closed: ReadonlyMap<string, string>,
  machine: (hostname: string) => Occupied & { kept: ResourceSlots[] },
): AllocatedResources | WaitReason {
  const wait = (message: string): WaitReason => ({ status: 'waiting_resources', message });
  const candidates = targets.filter(
    ({ lane, hostname, name }) =>
      lane === demand.lane && (demand.hostname === null || [hostname, name].includes(demand.hostname)),
  );
  if (candidates.length === 0) {
    const where = demand.hostname === null ? 'has no targets' : `has no target ${demand.hostname}`;
    return wait(`Lane ${demand.lane} ${where}: add one, or queue it to another lane.`);
  }
  const open = candidates.filter(({ name }) => !closed.has(name));
  const lacking: { readonly lacks: string; readonly ever: boolean; readonly keep: () => void }[] = [];
  for (const target of open) {
    const { config } = target;
    if (config.type === 'cluster') return give(target, demand, slotsOfCluster(demand));
    const occupied = machine(target.hostname);
    const fit = fitOnNode(config.resource_slots, occupied, demand);
    if ('slots' in fit) return give(target, demand, fit.slots);
    const { lacks, ever, keep } = fit;
    lacking.push({
      lacks: `${lacks}${candidates.length > 1 ? ` on ${nameOfTarget(target)}` : ''}`,
      ever,
      keep: () => occupied.kept.push(keep),
    });
  }
  const hopeful = lacking.filter(({ ever }) => ever);
  for (const { keep } of hopeful) keep();
  const unusable = candidates.flatMap(({ name }) => closed.get(name) ?? []);
  const reasons = (hopeful.length > 0 ? hopeful : lacking).map(({ lacks }) => lacks);
  if (hopeful.length === 0 && unusable.length === 0) {
    return wait(`No target of lane ${demand.lane} offers what this needs: ${reasons.join('; ')}.`);
  }
  return wait(`Waiting for resources in lane ${demand.lane}: ${[...reasons, ...unusable].join('; ')}`);
}

function give(target: SchedulerTarget, demand: Demand, slots: ResourceSlots): AllocatedResources {
  return {
    lane: target.lane,
    lane_type: target.config.type,
    hostname: target.hostname,
    target,
    slots,
    fixed: { SSD: demand.wants.ssd && target.cache_path !== null },
    licenses_acquired: 0,
  };
}

/** ISO times and names, by code. */
const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
