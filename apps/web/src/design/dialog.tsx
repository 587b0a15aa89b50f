import { useEffect, useRef, type ReactNode } from 'react';
import { IconButton } from './button.js';

interface DialogProps {
  readonly title: ReactNode;
  /** What the dialog is called where its title is more than text. */
  readonly label?: string;
  readonly kind?: 'slide-over' | 'large' | 'palette' | undefined;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Beside the title. */
  readonly tools?: ReactNode;
}

/** A window above the page: the browser keeps the focus in it, and Escape closes it. Shown as long as it exists. */
export function Dialog({ title, label, kind, onClose, children, tools }: DialogProps): ReactNode {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    // A form is there to be filled in: the browser would begin with the button that closes it.
    dialog?.querySelector<HTMLElement>('form :is(input, select, textarea):enabled')?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={`dialog ${kind ?? ''}`}
      aria-label={label ?? (typeof title === 'string' ? title : undefined)}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === event.currentTarget && isOutside(event.currentTarget, event)) onClose();
      }}
    >
      <header className="dialog-head">
        <h2 className="one-line">{title}</h2>
        {tools}
        <IconButton icon="close" label="Close" onClick={onClose} />
      </header>
      {children}
    </dialog>
  );
}

/** Whether a press fell on the backdrop. */
function isOutside(dialog: HTMLDialogElement, { clientX, clientY }: { clientX: number; clientY: number }): boolean {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}
