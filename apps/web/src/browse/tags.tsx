import type { Tag } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { Menu, type MenuEntry } from '../design/menu.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import type { Facts } from './facts.js';
import { listOf, toggled, useBrowseSearch } from './search.js';

/** All tags by their number. */
export function useTags(): ReadonlyMap<string, Tag> {
  const { data = [] } = useCall('tags.find', {});
  return new Map(data.map((tag) => [tag.uid, tag]));
}

/** The tags of a thing; pressing one filters the list by it. */
export function TagPills({ uids }: { uids: readonly string[] }): ReactNode {
  const tags = useTags();
  const [search, setSearch] = useBrowseSearch();
  const known = uids.flatMap((uid) => tags.get(uid) ?? []);
  if (known.length === 0) return null;
  return (
    <span className="pills">
      {known.map(({ uid, title, colour }) => (
        <button
          key={uid}
          type="button"
          className="pill"
          aria-pressed={listOf(search.tags).includes(uid)}
          title={`Show what has the tag ${title}`}
          onClick={(event) => {
            event.stopPropagation();
            setSearch({ tags: toggled(search.tags, uid) });
          }}
        >
          <span className={`dot tag-${colour ?? 'gray'}`} />
          {title}
        </button>
      ))}
    </span>
  );
}

/** Where a thing stands, as the functions of the interface want it. */
export interface Target {
  readonly kind: Facts['kind'];
  readonly project: string;
  /** Of a workspace (also a session's) or a job; the project's own again for a project. */
  readonly uid: string;
}

function changeTag({ kind, project, uid }: Target, tag: string, on: boolean): Promise<unknown> {
  if (kind === 'project')
    return callFunction(on ? 'projects.add_tag' : 'projects.remove_tag', { project_uid: project, tag_uid: tag });
  if (kind === 'job') {
    const given = { project_uid: project, job_uid: uid, tag_uid: tag };
    return callFunction(on ? 'jobs.add_tag' : 'jobs.remove_tag', given);
  }
  const given = { project_uid: project, workspace_uid: uid, tag_uid: tag };
  return callFunction(on ? 'workspaces.add_tag' : 'workspaces.remove_tag', given);
}

/** The tags that are in each of several lists. */
export function sharedTags([first = [], ...others]: readonly (readonly string[])[]): string[] {
  return first.filter((tag) => others.every((tags) => tags.includes(tag)));
}

/** Of tags, as the interface names them. */
export const tagColours = [
  'gray',
  'red',
  'orange',
  'yellow',
  'green',
  'teal',
  'cyan',
  'sky',
  'blue',
  'indigo',
  'purple',
  'pink',
  'black',
] as const;

/** Tags on and off, and new ones. */
export function TagMenu({
  targets,
  current,
  at,
  onClose,
}: {
  targets: readonly Target[];
  /** What all of them have. */
  current: readonly string[];
  at: { x: number; y: number };
  onClose: () => void;
}): ReactNode {
  const tags = useTags();
  const [title, setTitle] = useState('');
  const [, setSearch] = useBrowseSearch();
  const fitting = [...tags.values()].filter(({ type }) => type === 'general' || type === targets[0]?.kind);
  const changeAll = async (tag: string, on: boolean): Promise<void> => {
    for (const target of targets) await changeTag(target, tag, on);
  };
  const shown = fitting.filter((tag) => tag.title.toLowerCase().includes(title.trim().toLowerCase()));
  const entries: MenuEntry[] = shown.map((tag) => ({
    label: tag.title,
    dot: `tag-${tag.colour ?? 'gray'}`,
    checked: current.includes(tag.uid),
    stays: true,
    onSelect: () => void act(() => changeAll(tag.uid, !current.includes(tag.uid))),
  }));
  const make = async (): Promise<void> => {
    const colour = tagColours[tags.size % tagColours.length] ?? 'gray';
    await act(async () => {
      const made = await callFunction('tags.create', { type: 'general', title: title.trim(), colour });
      await changeAll(made.uid, true);
    });
    setTitle('');
  };
  const isNew = title.trim() !== '' && !fitting.some((tag) => tag.title === title.trim());
  return (
    <Menu
      label="Tags"
      at={at}
      onClose={onClose}
      entries={[
        ...entries,
        'line',
        { label: 'Rename, recolour, delete…', icon: 'edit', onSelect: () => setSearch({ new: 'tags' }) },
      ]}
      head={
        <form
          className="input-row"
          onSubmit={(event) => {
            event.preventDefault();
            if (isNew) void make();
          }}
        >
          <input
            className="input"
            aria-label="Find or name a tag"
            placeholder="Find or name a tag"
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
          {isNew && (
            <Button type="submit" icon="plus">
              Make
            </Button>
          )}
        </form>
      }
    />
  );
}
