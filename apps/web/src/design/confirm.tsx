import { useState, useSyncExternalStore, type ReactNode } from 'react';
import { Button } from './button.js';
import { Dialog } from './dialog.js';

interface Question {
  readonly title: string;
  readonly body: ReactNode;
  /** What the button that goes on says. */
  readonly action: string;
  readonly danger?: boolean;
  /** Resolves true when it is done and the question may go. */
  readonly run: () => Promise<boolean>;
}

let question: Question | null = null;
const listeners = new Set<() => void>();

/** Asks before something that cannot be taken back. */
export function confirm(next: Question): void {
  set(next);
}

function set(next: Question | null): void {
  question = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function ConfirmSlot(): ReactNode {
  const asked = useSyncExternalStore(subscribe, () => question);
  return asked === null ? null : <ConfirmDialog key={asked.title} question={asked} />;
}

function ConfirmDialog({ question: { title, body, action, danger = false, run } }: { question: Question }): ReactNode {
  const [busy, setBusy] = useState(false);
  const goOn = async (): Promise<void> => {
    setBusy(true);
    const done = await run();
    setBusy(false);
    if (done) set(null);
  };
  return (
    <Dialog title={title} onClose={() => set(null)}>
      <div className="dialog-body form">{body}</div>
      <footer className="dialog-foot">
        <Button onClick={() => set(null)}>Cancel</Button>
        <Button tone={danger ? 'danger' : 'primary'} disabled={busy} onClick={() => void goOn()}>
          {action}
        </Button>
      </footer>
    </Dialog>
  );
}
