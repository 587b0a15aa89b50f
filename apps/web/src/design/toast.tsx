import { useSyncExternalStore, type ReactNode } from 'react';
import { IconButton } from './button.js';

interface Toast {
  readonly id: number;
  readonly tone: 'plain' | 'danger';
  readonly text: string;
}

let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();
/** A plain message goes by itself; what went wrong stays until it is read. */
const lifeMs = 5000;

/** Shows a sentence in the corner of the screen. */
export function showToast({ tone = 'plain', text }: { tone?: Toast['tone']; text: string }): void {
  const id = ++last;
  // The same sentence twice says no more than once.
  set([...toasts.filter((toast) => toast.text !== text), { id, tone, text }].slice(-4));
  if (tone === 'plain') setTimeout(() => close(id), lifeMs);
}

function close(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts(): ReactNode {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, tone, text }) => (
        <div key={id} className={`toast ${tone}`}>
          <p>{text}</p>
          <IconButton icon="close" label="Close this message" onClick={() => close(id)} />
        </div>
      ))}
    </div>
  );
}
