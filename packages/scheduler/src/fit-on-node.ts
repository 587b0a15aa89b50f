import type { ResourceSlots, SchedulerTarget } from '@vitreous/schema';
import type { Demand } from './work.js';

/** What is given out of a machine already, and what is kept for those that come first. */
export interface Occupied {
  readonly busy: readonly ResourceSlots[];
  readonly kept: readonly ResourceSlots[];
}

/** The slots that a demand gets; or what it lacks, and what is to be kept for it meanwhile. */
export type Fit =
  { readonly slots: ResourceSlots } | { readonly lacks: string; readonly ever: boolean; readonly keep: ResourceSlots };

type Kind = keyof ResourceSlots;

/** What a demand would get of a node. Slots are numbers: one is never given twice, but for GPUs that are shared. */
export function fitOnNode(
  all: ResourceSlots,
  { busy, kept }: Occupied,
  { wants, gpus, shareGpus }: Pick<Demand, 'wants' | 'gpus' | 'shareGpus'>,
): Fit {
  const lacks: string[] = [];
  let ever = true;
  const note = (sentence: string, hopeless: boolean): void => {
    lacks.push(sentence);
    if (hopeless) ever = false;
  };
  const holders = (kind: Kind, slot: number, among: readonly ResourceSlots[]): number =>
    among.filter((slots) => slots[kind].includes(slot)).length;

  const pick = (kind: Kind, count: number): number[] => {
    const free = all[kind].filter((slot) => holders(kind, slot, busy) === 0);
    const usable = free.filter((slot) => holders(kind, slot, kept) === 0);
    if (count > all[kind].length) note(`${kind} (${count} wanted, ${all[kind].length} there)`, true);
    else if (count > usable.length) {
      const first = free.length > usable.length ? `, ${free.length - usable.length} kept for what comes first` : '';
      note(`${kind} (${count} wanted, ${usable.length} free${first})`, false);
    }
    return usable.slice(0, count);
  };
  const pickGpus = (): number[] => {
    const absent = gpus.filter((slot) => !all.GPU.includes(slot));
    if (absent.length > 0) note(`GPU ${absent.join(', ')} (there: ${all.GPU.join(', ') || 'none'})`, true);
    if (gpus.length > 0) {
      const taken = shareGpus ? [] : gpus.filter((slot) => holders('GPU', slot, [...busy, ...kept]) > 0);
      if (absent.length === 0 && taken.length > 0) note(`GPU ${taken.join(', ')} (in use)`, false);
      return gpus.filter((slot) => !taken.includes(slot) && all.GPU.includes(slot));
    }
    if (!shareGpus) return pick('GPU', wants.gpu);
    if (wants.gpu > all.GPU.length) note(`GPU (${wants.gpu} wanted, ${all.GPU.length} there)`, true);
    const load = (slot: number): number => holders('GPU', slot, [...busy, ...kept]);
    return [...all.GPU].sort((a, b) => load(a) - load(b) || a - b).slice(0, wants.gpu);
  };

  // What could use more processors than there are gets them all.
  const slots = { CPU: pick('CPU', Math.min(wants.cpu, all.CPU.length)), GPU: pickGpus(), RAM: pick('RAM', wants.ram) };
  return lacks.length === 0 ? { slots } : { lacks: lacks.join(', '), ever, keep: slots };
}

/** Slots of a cluster, which counts its own. */
export function slotsOfCluster({ wants }: Pick<Demand, 'wants'>): ResourceSlots {
  const range = (count: number): number[] => Array.from({ length: Math.max(0, count) }, (_, i) => i);
  return { CPU: range(wants.cpu), GPU: range(wants.gpu), RAM: range(wants.ram) };
}

/** A name for people. */
export function nameOfTarget(target: SchedulerTarget): string {
  return target.name === target.hostname ? target.name : `${target.name} (${target.hostname})`;
}
