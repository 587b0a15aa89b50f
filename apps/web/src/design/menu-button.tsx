import { useState, type ReactNode } from 'react';
import { Button, IconButton } from './button.js';
import type { IconName } from './icon.js';
import { Menu, type MenuEntry } from './menu.js';

/** A button that opens a menu below it: three dots, or with words. */
export function MenuButton({
  label,
  words,
  icon = 'more',
  entries,
}: {
  /** What the menu is, such as `Actions of J3`. */
  label: string;
  words?: string;
  icon?: IconName;
  entries: readonly MenuEntry[];
}): ReactNode {
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  const open = ({ currentTarget }: { currentTarget: HTMLElement }): void => {
    const { left, bottom } = currentTarget.getBoundingClientRect();
    setAt({ x: left, y: bottom + 4 });
  };
  return (
    <>
      {words === undefined ? (
        <IconButton icon={icon} label={label} aria-haspopup="menu" onClick={open} />
      ) : (
        <Button icon={icon} aria-haspopup="menu" onClick={open}>
          {words}
        </Button>
      )}
      {at !== null && <Menu label={label} at={at} entries={entries} onClose={() => setAt(null)} />}
    </>
  );
}
