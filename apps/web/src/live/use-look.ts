import { useState } from 'react';

/** How micrographs are shown. */
export interface Look {
  readonly contrast: number;
  readonly brightness: number;
  /** Å; 0 for none. */
  readonly lowPassA: number;
}

let last: Look = { contrast: 1, brightness: 1, lowPassA: 0 };

function keep(look: Look): Look {
  last = look;
  return look;
}

/** The look, kept from one micrograph and one screen to the next. */
export function useLook(): [Look, (part: Partial<Look>) => void] {
  const [look, setLook] = useState(() => last);
  return [look, (part) => setLook((before) => keep({ ...before, ...part }))];
}
