import type { Tag } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { IconButton } from '../design/button.js';
import { confirm } from '../design/confirm.js';
import { Dialog } from '../design/dialog.js';
import { countOf } from '../design/format.js';
import { Menu } from '../design/menu.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { tagColours, useTags } from './tags.js';

/** All tags: their names, their colours, how much has them; and deleting them. */
export function ManageTags({ onClose }: { onClose: () => void }): ReactNode {
  const tags = [...useTags().values()];
  return (
    <Dialog kind="slide-over" title="Tags" onClose={onClose}>
      <div className="dialog-body">
        {tags.length === 0 && (
          <p className="faint">There are none yet: make one with “Edit tags” of a project, a workspace or a job.</p>
        )}
        <ul className="tag-list">
          {tags.map((tag) => (
            <TagRow key={tag.uid} tag={tag} />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function TagRow({ tag }: { tag: Tag }): ReactNode {
  const { uid, title, colour, counts } = tag;
  const [text, setText] = useState<string | null>(null);
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  const given = { tag_uid: uid };
  const rename = (): void => {
    const next = text?.trim() ?? '';
    if (next !== '' && next !== title) void act(() => callFunction('tags.update', { ...given, title: next }));
    setText(null);
  };
  return (
    <li>
      <button
        type="button"
        className="icon-button"
        aria-label={`Colour of ${title}: ${colour ?? 'gray'}`}
        aria-haspopup="menu"
        title="Change the colour"
        onClick={({ currentTarget }) => {
          const { left, bottom } = currentTarget.getBoundingClientRect();
          setAt({ x: left, y: bottom + 4 });
        }}
      >
        <span className={`pill-dot tag-${colour ?? 'gray'}`} />
      </button>
      <input
        className="input"
        aria-label={`Name of ${title}`}
        maxLength={200}
        value={text ?? title}
        onChange={({ target }) => setText(target.value)}
        onBlur={rename}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Enter') currentTarget.blur();
        }}
      />
      <span className="faint">{counts.total}</span>
      <IconButton
        icon="trash"
        label={`Delete the tag ${title}`}
        onClick={() =>
          confirm({
            title: `Delete the tag ${title}?`,
            body: <p>It is taken from {countOf(counts.total, 'thing')} that have it. Nothing else changes.</p>,
            action: 'Delete',
            danger: true,
            run: () => act(() => callFunction('tags.delete', given), `The tag ${title} is deleted`),
          })
        }
      />
      {at !== null && (
        <Menu
          label={`Colours for ${title}`}
          at={at}
          onClose={() => setAt(null)}
          entries={tagColours.map((one) => ({
            label: one,
            dot: `tag-${one}`,
            checked: one === colour,
            onSelect: () => void act(() => callFunction('tags.update', { ...given, colour: one })),
          }))}
        />
      )}
    </li>
  );
}
