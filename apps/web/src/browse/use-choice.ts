import { useState } from 'react';
import { chooseKey, type Choice } from './choose-keys.js';

interface Given {
  /** The keys of the list in its order. */
  readonly order: readonly string[];
  /** Whether several can be chosen here at all. */
  readonly enabled: boolean;
  /** The one that is selected. */
  readonly selected: string | undefined;
  readonly select: (key: string | undefined) => void;
}

/** The keys that are held while something is pressed. */
export interface Held {
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** Several things of a list chosen together; what is filtered away is not among them. */
export interface Several {
  readonly keys: ReadonlySet<string>;
  /** Whether each press adds or takes away, without a key being held: for fingers. */
  readonly ticking: boolean;
  readonly setTicking: (on: boolean) => void;
  /** A press on one of them. */
  readonly press: (key: string, held: Held) => void;
  /** From where the last range began to `by` places beyond its end; answers the key there. */
  readonly extend: (by: number) => string | undefined;
  readonly toggle: (key: string) => void;
  readonly all: () => void;
  readonly none: () => void;
}

/** What is chosen in a list, one or several. */
export function useChoice({ order, enabled, selected, select }: Given): Several {
  const [ticking, setTicking] = useState(false);
  const [kept, setKept] = useState<(Choice & { readonly selected: string | undefined }) | null>(null);
  // Who goes to something else on the page has left what was chosen together.
  const choice = enabled && kept?.selected === selected ? kept : null;
  const keys = new Set(order.filter((key) => choice?.keys.has(key)));
  const begin: Choice | null =
    choice ??
    (selected !== undefined && order.includes(selected)
      ? { keys: new Set([selected]), anchor: selected, lead: selected }
      : null);
  const set = (next: Choice | null): void => {
    const [only] = next?.keys ?? [];
    const several = next !== null && (ticking || next.keys.size > 1);
    setKept(several ? { ...next, selected } : null);
    if (!several) select(only);
  };
  return {
    keys,
    ticking: enabled && ticking,
    setTicking: (on) => {
      setTicking(on);
      if (on) setKept(begin === null ? null : { ...begin, selected });
      else setKept(null);
    },
    press: (key, { shiftKey, ctrlKey, metaKey }) => {
      if (enabled && (shiftKey || ctrlKey || metaKey || ticking)) {
        set(chooseKey(order, begin, key, shiftKey ? 'range' : 'toggle'));
      } else {
        setKept(null);
        select(key);
      }
    },
    extend: (by) => {
      const here = begin === null ? -1 : order.indexOf(begin.lead);
      const key = order[here === -1 ? 0 : Math.min(Math.max(here + by, 0), order.length - 1)];
      if (enabled && key !== undefined) set(chooseKey(order, begin, key, 'range'));
      return key;
    },
    toggle: (key) => {
      if (enabled) set(chooseKey(order, begin, key, 'toggle'));
    },
    all: () => {
      const [anchor] = order;
      if (enabled && anchor !== undefined) set({ keys: new Set(order), anchor, lead: order.at(-1) ?? anchor });
    },
    none: () => {
      setTicking(false);
      setKept(null);
    },
  };
}
