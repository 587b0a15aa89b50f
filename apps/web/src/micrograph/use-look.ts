import { useState } from 'react';

/** How micrographs are shown. */
export interface Look {
  readonly contrast: number;
  readonly brightness: number;
  /** Å; 0 for none. */
  readonly lowPassA: number;
}

export const plainLook: Look = { contrast: 1, brightness: 1, lowPassA: 0 };
const stored = 'vitreous-micrograph-look';

/** The look, kept in this browser from one micrograph to the next and for the next time. */
export function useLook(): [Look, (part: Partial<Look>) => void] {
  const [look, setLook] = useState(readLook);
  const change = (part: Partial<Look>): void => {
    const next = { ...look, ...part };
    localStorage.setItem(stored, JSON.stringify(next));
    setLook(next);
  };
  return [look, change];
}

function readLook(): Look {
  const kept = JSON.parse(localStorage.getItem(stored) ?? '{}') as Partial<Record<keyof Look, unknown>>;
  const of = (name: keyof Look): number => (typeof kept[name] === 'number' ? kept[name] : plainLook[name]);
  return { contrast: of('contrast'), brightness: of('brightness'), lowPassA: of('lowPassA') };
}
