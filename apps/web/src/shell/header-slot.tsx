import { useSyncExternalStore, type ReactNode } from 'react';
import { createPortal } from 'react-dom';

let place: HTMLElement | null = null;
const listeners = new Set<() => void>();

function setPlace(element: HTMLElement | null): void {
  place = element;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where a page puts its own buttons, at the right end of the header. */
export function HeaderSlot(): ReactNode {
  return <div ref={setPlace} style={{ display: 'flex', gap: 8 }} />;
}

/** Puts what it holds into the header. */
export function HeaderActions({ children }: { children: ReactNode }): ReactNode {
  const element = useSyncExternalStore(subscribe, () => place);
  return element === null ? null : createPortal(children, element);
}
