import type { AllocatedResources, ResourceSlots, SchedulerTarget } from '@vitreous/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planStarts } from './plan-starts.js';
import type { Demand } from './work.js';

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const node = (name: string, cpu: number, gpu: number, more: Partial<SchedulerTarget> = {}): SchedulerTarget => ({
  cache_path: null,
  cache_reserve_mb: null,
  cache_quota_mb: null,
  lane: 'default',
  name,
  title: name,
  desc: null,
  hostname: name,
  worker_bin_path: '',
  config: {
    type: 'node',
    ssh_str: '',
    resource_slots: { CPU: range(cpu), GPU: range(gpu), RAM: range(4) },
    resource_fixed: { SSD: false },
    monitor_port: null,
    gpus: null,
  },
  arch: 'x86_64',
  ...more,
});
const demand = (uid: string, cpu: number, more: Partial<Demand> & { gpu?: number; ram?: number } = {}): Demand => ({
  project_uid: 'P1',
  uid,
  lane: 'default',
  hostname: null,
  gpus: [],
  shareGpus: false,
  wants: { cpu, gpu: more.gpu ?? 0, ram: more.ram ?? 1, ssd: false },
  priority: 0,
  since: `2026-01-01T00:00:${uid.padStart(2, '0')}Z`,
  heldBack: null,
  ...more,
});
const holding = (hostname: string, slots: Partial<ResourceSlots>): AllocatedResources => ({
  lane: 'default',
  lane_type: 'node',
  hostname,
  target: null,
  slots: { CPU: [], GPU: [], RAM: [], ...slots },
  fixed: { SSD: false },
  licenses_acquired: 0,
});
const plan = (waiting: Demand[], targets: SchedulerTarget[], held: AllocatedResources[] = []) => {
  const { starts, waits } = planStarts({ waiting, targets, held, closed: new Map() });
  return {
    starts: starts.map(({ demand: { uid }, given }) => [uid, given.hostname, given.slots.CPU, given.slots.GPU]),
    waits: waits.map(({ demand: { uid }, reason }) => [uid, reason.status, reason.message]),
  };
};

describe('the plan', () => {
  it('goes by priority, then by arrival', () => {
    const waiting = [demand('1', 1), demand('2', 1), demand('3', 1, { priority: 5 })];
    expect(plan(waiting, [node('a', 2, 0)])).toEqual({
      starts: [
        ['3', 'a', [0], []],
        ['1', 'a', [1], []],
      ],
      waits: [['2', 'waiting_resources', 'Waiting for resources in lane default: CPU (1 wanted, 0 free)']],
    });
  });

  it('keeps for the first in line what it waits for, and gives away what it does not', () => {
    const held = [holding('a', { CPU: [0, 1, 2, 3], GPU: [0] })];
    const waiting = [demand('1', 6), demand('2', 2), demand('3', 2, { ram: 2 })];
    expect(plan(waiting, [node('a', 8, 1)], held)).toEqual({
      starts: [],
      waits: [
        ['1', 'waiting_resources', 'Waiting for resources in lane default: CPU (6 wanted, 4 free)'],
        [
          '2',
          'waiting_resources',
          'Waiting for resources in lane default: CPU (2 wanted, 0 free, 4 kept for what comes first)',
        ],
        [
          '3',
          'waiting_resources',
          'Waiting for resources in lane default: CPU (2 wanted, 0 free, 4 kept for what comes first)',
        ],
      ],
    });
    // One that waits for a GPU lets those past that need none.
    const past = plan([demand('1', 2, { gpu: 1 }), demand('2', 2)], [node('a', 8, 1)], held);
    expect(past.starts).toEqual([['2', 'a', [6, 7], []]]);
  });

  it('lets no one wait in line behind what can never start', () => {
    const { starts, waits } = plan([demand('1', 1, { gpu: 2 }), demand('2', 1)], [node('a', 4, 1)]);
    expect(starts).toEqual([['2', 'a', [0], []]]);
    expect(waits[0]?.[2]).toBe('No target of lane default offers what this needs: GPU (2 wanted, 1 there).');
  });

  it('takes the next machine of a lane, the one that is asked for, and gives all processors to who could use more', () => {
    const targets = [node('a', 2, 0), node('b', 4, 1)];
    const waiting = [demand('1', 2), demand('2', 64, { hostname: 'b' }), demand('3', 1, { hostname: 'c' })];
    expect(plan(waiting, targets)).toEqual({
      starts: [
        ['1', 'a', [0, 1], []],
        ['2', 'b', [0, 1, 2, 3], []],
      ],
      waits: [['3', 'waiting_resources', 'Lane default has no target c: add one, or queue it to another lane.']],
    });
  });

  it('gives the very GPUs that are asked for, and shares them only with who says so', () => {
    const held = [holding('a', { GPU: [1] })];
    const waiting = [
      demand('1', 1, { gpus: [2, 3], gpu: 2 }),
      demand('2', 1, { gpus: [1], gpu: 1 }),
      demand('3', 1, { gpus: [1], gpu: 1, shareGpus: true }),
      demand('4', 1, { gpus: [9], gpu: 1 }),
    ];
    const { starts, waits } = plan(waiting, [node('a', 8, 4)], held);
    expect(starts).toEqual([
      ['1', 'a', [0], [2, 3]],
      ['3', 'a', [2], [1]],
    ]);
    expect(waits.map(([uid, , message]) => [uid, message])).toEqual([
      ['2', 'Waiting for resources in lane default: GPU 1 (in use)'],
      ['4', 'No target of lane default offers what this needs: GPU 9 (there: 0, 1, 2, 3).'],
    ]);
  });

  it('counts a machine once that stands in two lanes', () => {
    const twice = [node('a', 4, 0), node('other', 4, 0, { hostname: 'a', lane: 'second' })];
    const { starts, waits } = plan([demand('1', 3), demand('2', 3, { lane: 'second' })], twice);
    expect(starts.map(([uid]) => uid)).toEqual(['1']);
    expect(waits[0]?.[2]).toContain('lane second: CPU (3 wanted, 1 free)');
  });

  it('says why a target cannot be used', () => {
    const { waits } = planStarts({
      waiting: [demand('1', 1)],
      held: [],
      targets: [node('a', 4, 0)],
      closed: new Map([['a', 'a cannot be reached']]),
    });
    expect(waits[0]?.reason.message).toBe('Waiting for resources in lane default: a cannot be reached');
  });
});

const anyDemand = fc.record({
  cpu: fc.integer({ min: 1, max: 6 }),
  gpu: fc.integer({ min: 0, max: 2 }),
  ram: fc.integer({ min: 0, max: 3 }),
  priority: fc.integer({ min: 0, max: 2 }),
});

it('never gives a slot twice, whatever comes, and lets everyone run in the end', () => {
  fc.assert(
    fc.property(fc.array(anyDemand, { maxLength: 25 }), fc.integer({ min: 0, max: 24 }), (list, turn) => {
      const targets = [node('a', 5, 2), node('b', 3, 2)];
      let waiting = list.map(({ cpu, gpu, ram, priority }, i) => demand(String(i), cpu, { gpu, ram, priority }));
      const running = new Map<string, AllocatedResources>();
      for (let round = 0; waiting.length > 0 || running.size > 0; round++) {
        expect(round).toBeLessThan(100);
        const held = [...running.values()];
        const { starts } = planStarts({ waiting, targets, held, closed: new Map() });
        for (const one of starts) running.set(one.demand.uid, one.given);
        for (const hostname of ['a', 'b']) {
          for (const kind of ['CPU', 'GPU', 'RAM'] as const) {
            const used = [...running.values()].flatMap((one) => (one.hostname === hostname ? one.slots[kind] : []));
            expect(new Set(used).size).toBe(used.length);
          }
        }
        waiting = waiting.filter(({ uid }) => !starts.some((one) => one.demand.uid === uid));
        // One of them ends; what has waited longest is not starved by what came later.
        const over = [...running.keys()][turn % Math.max(1, running.size)];
        if (over !== undefined) running.delete(over);
      }
    }),
    { numRuns: 200 },
  );
});

it('does not starve a large one by small ones that keep coming', () => {
  const targets = [node('a', 4, 0)];
  const running = [demand('90', 1), demand('91', 1), demand('92', 1)].map((one, i) => ({
    one,
    given: holding('a', { CPU: [i], RAM: [i] }),
  }));
  let waiting = [demand('1', 4)];
  let turns = 0;
  for (; turns < 20; turns++) {
    waiting = [...waiting, demand(String(turns + 10), 1)];
    running.shift();
    const { starts } = planStarts({ waiting, targets, held: running.map(({ given }) => given), closed: new Map() });
    for (const start of starts) running.push({ one: start.demand, given: start.given });
    waiting = waiting.filter(({ uid }) => !starts.some(({ demand: started }) => started.uid === uid));
    if (running.some(({ one }) => one.uid === '1')) break;
  }
  expect(turns).toBe(2);
});
