import { useEffect, useRef, useState, type ReactNode } from 'react';
import { IconButton } from '../design/button.js';
import { countOf } from '../design/format.js';
import { Icon } from '../design/icon.js';
import { useJobTypes } from '../jobs/job-types.js';
import { nameOf, usePeople } from '../server/account.js';
import { isTyping } from '../shell/is-typing.js';
import { listOf, toggled, useBrowseSearch, type BrowseSearch } from './search.js';
import { readSort } from './select-items.js';
import { useTags } from './tags.js';
import type { Several } from './use-choice.js';
import { keepView, type View } from './view.js';

interface Props {
  readonly thing: 'project' | 'workspace' | 'session' | 'job';
  readonly views: readonly View[];
  readonly view: View;
  readonly total: number;
  readonly shown: number;
  readonly usualSort: string;
  readonly filters: ReactNode;
  readonly filterMenu: ReactNode;
  /** Where several can be chosen. */
  readonly several?: Several | undefined;
}

const sorts: readonly (readonly [string, string])[] = [
  ['created', 'Created'],
  ['accessed', 'Last accessed'],
  ['title', 'Title'],
  ['number', 'Number'],
];
const moreSorts: Readonly<Record<Props['thing'], readonly (readonly [string, string])[]>> = {
  project: [
    ['size', 'Size'],
    ['jobs', 'Jobs'],
  ],
  workspace: [['jobs', 'Jobs']],
  session: [
    ['status', 'Status'],
    ['jobs', 'Jobs'],
  ],
  job: [
    ['status', 'Status'],
    ['type', 'Type'],
    ['size', 'Size'],
  ],
};

/** Above a list: what narrows it, what sorts it, how it is shown. */
export function BrowseToolbar({
  thing,
  views,
  view,
  total,
  shown,
  usualSort,
  filters,
  filterMenu,
  several,
}: Props): ReactNode {
  const [search, setSearch] = useBrowseSearch();
  const { name, sign } = readSort(search.sort ?? usualSort);
  return (
    <div className="browse-tools" role="toolbar" aria-label={`Filters and order of the ${thing}s`}>
      <FilterField thing={thing} />
      <IconButton
        icon="star"
        filled={search.star === true}
        label="Starred only"
        aria-pressed={search.star === true}
        onClick={() => setSearch({ star: search.star === true ? undefined : true })}
      />
      {filters}
      {filterMenu}
      {several !== undefined && (
        <IconButton
          icon="check"
          aria-pressed={several.ticking}
          label="Select several: each press is one more, or one less"
          onClick={() => several.setTicking(!several.ticking)}
        />
      )}
      <ActiveFilters search={search} onChange={setSearch} />
      <span className="space" />
      <span className="faint">{shown === total ? countOf(total, thing) : `${shown} of ${countOf(total, thing)}`}</span>
      {view !== 'tree' && (
        <span className="sort">
          <select
            className="input"
            aria-label="Sort by"
            value={name}
            onChange={({ target }) => setSearch({ sort: `${sign === -1 ? '-' : ''}${target.value}` })}
          >
            {[...sorts, ...moreSorts[thing]].map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
          <IconButton
            icon={sign === -1 ? 'down' : 'up'}
            label={sign === -1 ? 'From last to first; turn the order' : 'From first to last; turn the order'}
            onClick={() => setSearch({ sort: `${sign === -1 ? '' : '-'}${name}` })}
          />
        </span>
      )}
      <span className="segments" role="group" aria-label="Shown as">
        {views.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === view}
            aria-label={`As ${one}`}
            title={`As ${one}`}
            onClick={() => {
              keepView(thing, one);
              setSearch({ view: one === views[0] ? undefined : one });
            }}
          >
            <Icon name={one} />
          </button>
        ))}
      </span>
    </div>
  );
}

/** Words to filter by; the list follows a moment after the last letter. */
function FilterField({ thing }: { thing: string }): ReactNode {
  const [search, setSearch] = useBrowseSearch();
  const [text, setText] = useState(search.q ?? '');
  const [known, setKnown] = useState(search.q);
  // Filters can be taken away elsewhere on the page.
  if (known !== search.q) {
    setKnown(search.q);
    if (search.q === undefined) setText('');
  }
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '/' || isTyping(event)) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const follow = (value: string): void => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setSearch({ q: value.trim() === '' ? undefined : value.trim() }), 150);
  };
  return (
    <span className="filter">
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        className="input"
        aria-label={`Filter ${thing}s`}
        placeholder={`Filter ${thing}s`}
        value={text}
        onChange={({ target }) => follow(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    </span>
  );
}

function ActiveFilters({
  search,
  onChange,
}: {
  search: BrowseSearch;
  onChange: (change: BrowseSearch) => void;
}): ReactNode {
  const tags = useTags();
  const people = usePeople();
  const types = useJobTypes();
  const wordsOf = {
    tags: (uid: string) => tags.get(uid)?.title ?? uid,
    status: (status: string) => status.replaceAll('_', ' '),
    type: types.titleOf,
    category: (name: string) => types.categories[name] ?? name,
    by: (id: string) => nameOf(people.get(id)),
  };
  const parts = (['tags', 'status', 'type', 'category', 'by'] as const).flatMap((name) =>
    listOf(search[name]).map((value) => ({ name, value })),
  );
  return (
    <span className="pills">
      {parts.map(({ name, value }) => (
        <button
          key={`${name} ${value}`}
          type="button"
          className="pill"
          aria-pressed="true"
          title="Remove this filter"
          onClick={() => onChange({ [name]: toggled(search[name], value) })}
        >
          {wordsOf[name](value)}
          <Icon name="close" />
        </button>
      ))}
    </span>
  );
}
