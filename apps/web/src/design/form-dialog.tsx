import { useMutation } from '@tanstack/react-query';
import type { ReactNode, SubmitEvent } from 'react';
import { sentenceOf } from '../server/call.js';
import { queryClient } from '../server/query-client.js';
import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { showToast } from './toast.js';

interface Props {
  readonly title: string;
  /** What the button says. */
  readonly action: string;
  readonly disabled?: boolean;
  /** Does it; what goes wrong is shown above the button. */
  readonly run: () => Promise<unknown>;
  /** What is said when it is done. */
  readonly done?: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A form slid over the page: it goes when it is done. */
export function FormDialog({ title, action, disabled = false, run, done, onClose, children }: Props): ReactNode {
  const work = useMutation({
    mutationFn: run,
    meta: { shown: true },
    onSuccess: async () => {
      await queryClient.invalidateQueries();
      if (done !== undefined) showToast({ text: done });
      onClose();
    },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    work.mutate();
  };
  return (
    <Dialog kind="slide-over" title={title} onClose={onClose}>
      <form className="create" onSubmit={submit}>
        <div className="dialog-body form">
          {children}
          {work.error !== null && (
            <p className="notice danger" role="alert">
              {sentenceOf(work.error)}
            </p>
          )}
        </div>
        <footer className="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" disabled={disabled || work.isPending}>
            {action}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
