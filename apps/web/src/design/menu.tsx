import { useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { Icon, type IconName } from './icon.js';

export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  readonly onSelect: () => void;
  readonly danger?: boolean;
  /** Why it cannot be done now; it stays in sight with the reason. */
  readonly disabled?: string | undefined;
  /** A choice that is on or off. */
  readonly checked?: boolean;
  /** Colour class of a tag before the label. */
  readonly dot?: string;
  /** The menu stays open, for choices made in a row. */
  readonly stays?: boolean;
}

export type MenuEntry = MenuItem | 'line' | { readonly title: string };

interface MenuProps {
  readonly label: string;
  /** Where it opens: the corner that the pointer or the button gives, in px of the window. */
  readonly at: { readonly x: number; readonly y: number };
  readonly entries: readonly MenuEntry[];
  readonly onClose: () => void;
  /** Above the entries, such as a field that makes a new one. */
  readonly head?: ReactNode;
}

/** A menu at a place: arrows move, a letter finds, Enter chooses, Escape or a press elsewhere closes. */
export function Menu({ label, at, entries, onClose, head }: MenuProps): ReactNode {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const menu = ref.current;
    if (menu === null) return undefined;
    const before = document.activeElement;
    menu.showPopover();
    const { width, height } = menu.getBoundingClientRect();
    menu.style.left = `${Math.max(8, Math.min(at.x, window.innerWidth - width - 8))}px`;
    menu.style.top = `${Math.max(8, Math.min(at.y, window.innerHeight - height - 8))}px`;
    (menu.querySelector<HTMLElement>('input, button:not(:disabled)') ?? menu).focus();
    return () => {
      if (menu.contains(document.activeElement) && before instanceof HTMLElement) before.focus();
    };
  }, [at.x, at.y]);
  return (
    <div
      ref={ref}
      className="menu"
      popover="auto"
      tabIndex={-1}
      role={head === undefined ? 'menu' : 'dialog'}
      aria-label={label}
      onKeyDown={moveFocus}
      onToggle={(event) => {
        if (event.newState === 'closed') onClose();
      }}
      onContextMenu={(event) => event.preventDefault()}
    >
      {head !== undefined && <div className="menu-field">{head}</div>}
      {entries.map((entry, index) => (
        <Entry key={index} entry={entry} inMenu={head === undefined} onClose={onClose} />
      ))}
    </div>
  );
}

function Entry({ entry, inMenu, onClose }: { entry: MenuEntry; inMenu: boolean; onClose: () => void }): ReactNode {
  if (entry === 'line') return <hr />;
  if ('title' in entry) return <div className="menu-title">{entry.title}</div>;
  const { label, icon, onSelect, danger, disabled, checked, dot, stays } = entry;
  const toggles = checked !== undefined;
  const role = inMenu ? { role: toggles ? 'menuitemcheckbox' : 'menuitem' } : {};
  return (
    <button
      type="button"
      {...role}
      {...(toggles ? (inMenu ? { 'aria-checked': checked } : { 'aria-pressed': checked }) : {})}
      className={danger === true ? 'danger' : ''}
      disabled={disabled !== undefined}
      title={disabled}
      onClick={() => {
        if (stays !== true) onClose();
        onSelect();
      }}
    >
      {dot !== undefined && <span className={`pill-dot ${dot}`} />}
      {icon !== undefined && <Icon name={icon} />}
      <span className="one-line">{label}</span>
      {checked === true && (
        <span className="key">
          <Icon name="check" />
        </span>
      )}
    </button>
  );
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button:not(:disabled)')];
  const here = buttons.indexOf(document.activeElement as HTMLElement);
  const typing = document.activeElement instanceof HTMLInputElement;
  if (event.key === 'Tab') {
    event.currentTarget.hidePopover();
    return;
  }
  const found = typing ? -1 : buttons.findIndex((button) => startsWith(button, event.key));
  const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: buttons.length - 1 }[event.key] ?? found;
  if (next === -1 && event.key !== 'ArrowUp') return;
  if (typing && (event.key === 'Home' || event.key === 'End')) return;
  event.preventDefault();
  buttons.at(next % Math.max(1, buttons.length))?.focus();
}

function startsWith(button: HTMLElement, key: string): boolean {
  return key.length === 1 && /\S/.test(key) && button.innerText.trim().toLowerCase().startsWith(key.toLowerCase());
}
