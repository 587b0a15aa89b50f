import type { ReactNode } from 'react';
import { MenuButton } from '../design/menu-button.js';
import type { MenuEntry } from '../design/menu.js';
import { useJobTypes } from '../jobs/job-types.js';
import { nameOf, usePeople } from '../server/account.js';
import { listOf, toggled, useBrowseSearch } from './search.js';
import type { Listed } from './select-items.js';
import { useTags } from './tags.js';

/** Everything that a list can be narrowed by besides words and stars, as far as the list has it. */
export function FilterMenu({ items }: { items: readonly Listed<unknown>[] }): ReactNode {
  const [search, setSearch] = useBrowseSearch();
  const tags = useTags();
  const people = usePeople();
  const types = useJobTypes();
  const facts = items.map((one) => one.facts);
  const part = (
    title: string,
    name: 'status' | 'category' | 'type' | 'tags' | 'by',
    values: readonly string[],
    wordsOf: (value: string) => string,
  ): MenuEntry[] => {
    const counts = new Map<string, number>();
    for (const value of values) if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
    // One value of all says nothing, unless it is what narrows the list now.
    const chosen = listOf(search[name]);
    if (counts.size < 2 && chosen.length === 0) return [];
    const entries = [...counts].map(([value, count]) => ({
      label: `${wordsOf(value)} · ${count}`,
      checked: chosen.includes(value),
      stays: true,
      onSelect: () => setSearch({ [name]: toggled(search[name], value) }),
    }));
    return [{ title }, ...entries.sort((a, b) => a.label.localeCompare(b.label))];
  };
  const entries = [
    ...part(
      'Status',
      'status',
      facts.map((one) => one.status),
      (status) => status.replaceAll('_', ' '),
    ),
    ...part(
      'Category',
      'category',
      facts.map((one) => one.category),
      (name) => types.categories[name] ?? name,
    ),
    ...part(
      'Type',
      'type',
      facts.map((one) => one.type),
      types.titleOf,
    ),
    ...part(
      'Tag',
      'tags',
      facts.flatMap((one) => one.tags),
      (uid) => tags.get(uid)?.title ?? uid,
    ),
    ...part(
      'Made by',
      'by',
      facts.map((one) => one.creatorId ?? ''),
      (id) => nameOf(people.get(id)),
    ),
  ];
  return (
    <MenuButton
      label="Filters"
      icon="filter"
      entries={entries.length === 0 ? [{ title: 'There is nothing here to tell things apart by.' }] : entries}
    />
  );
}
