import { useState, type ReactNode } from 'react';
import { Button, IconButton } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { Icon } from '../design/icon.js';
import type { MenuEntry } from '../design/menu.js';
import { copyText } from '../design/copy-text.js';
import { TagMenu, TagPills, type Target } from './tags.js';

interface Props {
  readonly uid: string;
  readonly title: string;
  /** Shows what holds the list again; missing where this is that. */
  readonly onDeselect?: (() => void) | undefined;
  readonly children: ReactNode;
  readonly actions: readonly MenuEntry[];
  /** The button that opens it. */
  readonly open?: ReactNode;
}

/** Details at the right side, with actions and the way in at its foot. */
export function Sidebar({ uid, title, onDeselect, children, actions, open }: Props): ReactNode {
  const [palette, setPalette] = useState(false);
  return (
    <aside className="sidebar" aria-label={`Details of ${uid}`}>
      <header className="sidebar-head">
        <span className="uid">{uid}</span>
        <h2 className="one-line" title={title}>
          {title}
        </h2>
        {onDeselect !== undefined && <IconButton icon="close" label={`Deselect ${uid}`} onClick={onDeselect} />}
      </header>
      <div className="sidebar-scroll">{children}</div>
      <footer className="sidebar-foot">
        <Button icon="up" aria-haspopup="dialog" onClick={() => setPalette(true)}>
          Actions
        </Button>
        {open}
      </footer>
      {palette && <ActionsPalette title={`Actions of ${uid}`} entries={actions} onClose={() => setPalette(false)} />}
    </aside>
  );
}

function ActionsPalette({
  title,
  entries,
  onClose,
}: {
  title: string;
  entries: readonly MenuEntry[];
  onClose: () => void;
}): ReactNode {
  return (
    <Dialog kind="palette" title={title} onClose={onClose}>
      <div className="palette-list">
        {entries.map((entry) =>
          entry === 'line' || 'title' in entry ? null : (
            <button
              key={entry.label}
              type="button"
              className={entry.danger === true ? 'danger' : ''}
              disabled={entry.disabled !== undefined}
              title={entry.disabled}
              onClick={() => {
                onClose();
                entry.onSelect();
              }}
            >
              <Icon name={entry.icon ?? 'right'} />
              {entry.label}
            </button>
          ),
        )}
      </div>
    </Dialog>
  );
}

export function Panel({
  title,
  tools,
  children,
}: {
  title: string;
  tools?: ReactNode;
  children: ReactNode;
}): ReactNode {
  return (
    <section className="panel">
      <header className="panel-head">
        <h3>{title}</h3>
        {tools}
      </header>
      {children}
    </section>
  );
}

/** A name and what it says, in a list of such. */
export function Fact({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** A path that pressing it copies. */
export function CopyPath({ path }: { path: string }): ReactNode {
  return (
    <button type="button" className="path" title="Copy this path" onClick={() => void copyText(path, 'Path copied')}>
      {path}
    </button>
  );
}

/** The tags that all of what is selected has, and a button that edits them. */
export function TagsFact({ targets, uids }: { targets: readonly Target[]; uids: readonly string[] }): ReactNode {
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  return (
    <Fact name="Tags">
      <TagPills uids={uids} />{' '}
      <IconButton
        icon={uids.length === 0 ? 'plus' : 'edit'}
        label="Edit tags"
        className={uids.length === 0 ? '' : 'on-hover'}
        onClick={({ currentTarget }) => {
          const { left, bottom } = currentTarget.getBoundingClientRect();
          setAt({ x: left, y: bottom + 4 });
        }}
      />
      {at !== null && <TagMenu targets={targets} current={uids} at={at} onClose={() => setAt(null)} />}
    </Fact>
  );
}
