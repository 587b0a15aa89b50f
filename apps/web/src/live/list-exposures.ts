import type { SeenExposure } from './seen-exposure.js';

export const verdicts = ['accepted', 'rejected', 'failed', 'waiting'] as const;
export type Verdict = (typeof verdicts)[number];

interface Order {
  readonly verdict: Verdict | 'all';
  /** `uid`, or the name of an attribute. */
  readonly sort: string;
  /** The least first. */
  readonly up: boolean;
}

/** The exposures with a verdict, sorted by a number of theirs; equal ones by when they came. */
export function listExposures(all: readonly SeenExposure[], { verdict, sort, up }: Order): SeenExposure[] {
  const valueOf = ({ uid, attributes }: SeenExposure): number =>
    sort === 'uid' ? uid : ((attributes as Readonly<Record<string, number>>)[sort] ?? 0);
  const sign = up ? 1 : -1;
  return all
    .filter((one) => verdict === 'all' || one.verdict === verdict)
    .sort((a, b) => sign * (valueOf(a) - valueOf(b)) || sign * (a.uid - b.uid));
}
