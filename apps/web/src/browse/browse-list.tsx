import { useEffect, useRef, useState, type MouseEvent, type ReactNode } from 'react';
import { Menu, type MenuEntry } from '../design/menu.js';
import { useMe } from '../server/account.js';
import { isElsewhere, isTyping } from '../shell/is-typing.js';
import { Empty } from '../shell/page-states.js';
import { Button } from '../design/button.js';
import { countOf } from '../design/format.js';
import { BrowseToolbar } from './browse-toolbar.js';
import { FilterMenu } from './filter-menu.js';
import { CardGrid } from './card-grid.js';
import { ItemTable, type Column } from './item-table.js';
import { useBrowseSearch } from './search.js';
import { selectItems, type Listed } from './select-items.js';
import { sharedTags, TagMenu, type Target } from './tags.js';
import { useChoice, type Held } from './use-choice.js';
import { readView, type View } from './view.js';

export interface Browsing<Item> {
  /** One of them, in words: `project`. */
  readonly thing: 'project' | 'workspace' | 'session' | 'job';
  readonly items: readonly Listed<Item>[] | undefined;
  readonly columns: readonly Column<Item>[];
  readonly views: readonly View[];
  readonly cardWidth: number;
  readonly usualSort: string;
  readonly renderCard: (listed: Listed<Item>, menu: MenuOpener) => ReactNode;
  readonly renderSidebar: (listed: Listed<Item>, onDeselect: () => void) => ReactNode;
  /** Details of what holds the list, while nothing in it is selected. */
  readonly fallbackSidebar?: ReactNode;
  readonly renderTree?: (items: readonly Listed<Item>[], tree: TreeProps) => ReactNode;
  /** For lists in which several can be chosen: details at the side of all of them. */
  readonly renderSeveral?: (items: readonly Listed<Item>[], onDeselect: () => void) => ReactNode;
  /** What can be done with several. */
  readonly actionsOfSeveral?: (items: readonly Item[]) => readonly MenuEntry[];
  readonly actionsOf: (item: Item) => readonly MenuEntry[];
  readonly targetOf: (item: Item) => Target;
  readonly onOpen: (item: Item) => void;
  readonly onStar: (item: Item, starred: boolean) => void;
  readonly onNew: () => void;
  /** What stands here before there is anything. */
  readonly empty: ReactNode;
  /** More filters of this kind of list. */
  readonly filters?: ReactNode;
}

export interface TreeProps {
  readonly selected: string | undefined;
  readonly isChosen: (key: string) => boolean;
  readonly onSelect: (key: string, held: Held) => void;
  readonly onMenu: (key: string, event: MouseEvent<HTMLElement>) => void;
}

export interface MenuOpener {
  readonly open: (event: MouseEvent<HTMLElement>) => void;
  readonly star: () => void;
  readonly starred: boolean;
}

interface OpenMenu {
  readonly key: string;
  readonly at: { x: number; y: number };
  readonly kind: 'actions' | 'tags';
}

/** A list of projects, workspaces, sessions or jobs: filters, cards or rows, keys, menus, and details at the side. */
export function BrowseList<Item>(browsing: Browsing<Item>): ReactNode {
  const { thing, items, views, actionsOf, targetOf, onOpen, onStar, onNew, renderSidebar, fallbackSidebar } = browsing;
  const { renderSeveral, actionsOfSeveral } = browsing;
  const me = useMe();
  const [search, setSearch] = useBrowseSearch();
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  /** Grows each time that the list shall come back to what is selected. */
  const [aimed, setAimed] = useState(0);
  const columnCount = useRef(1);
  const list = useRef<HTMLDivElement>(null);
  const view = readView(thing, views, search.view);
  const shown = selectItems(items ?? [], search, me._id, browsing.usualSort);
  const selected = items?.find(({ facts }) => facts.key === search.sel);
  const inMenu = items?.find(({ facts }) => facts.key === menu?.key);
  const select = (key: string | undefined): void => {
    if (key !== search.sel) setSearch({ sel: key });
  };
  const several = useChoice({
    order: shown.map(({ facts }) => facts.key),
    enabled: renderSeveral !== undefined,
    selected: search.sel,
    select,
  });
  const chosen = shown.filter(({ facts }) => several.keys.has(facts.key));
  const isChosen = (key: string): boolean => (chosen.length > 0 ? several.keys.has(key) : key === search.sel);
  /** What a menu on one of them is about: all that are chosen, if it is one of these. */
  const aboutOf = (listed: Listed<Item>): readonly Listed<Item>[] =>
    chosen.length > 1 && several.keys.has(listed.facts.key) ? chosen : [listed];

  const openMenu = (key: string, event: MouseEvent<HTMLElement>): void => {
    event.preventDefault();
    event.stopPropagation();
    // The key for menus gives no place of its own.
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    const at = event.clientX === 0 ? { x: left + 12, y: bottom - 12 } : { x: event.clientX, y: event.clientY };
    setMenu({ key, at, kind: 'actions' });
  };

  const step = (by: number, range: boolean): void => {
    const here = shown.findIndex(({ facts }) => facts.key === search.sel);
    const next = shown[here === -1 ? 0 : Math.min(Math.max(here + by, 0), shown.length - 1)]?.facts.key;
    const key = range ? several.extend(by) : next;
    if (key === undefined) return;
    if (!range) {
      several.none();
      select(key);
    }
    const focus = (): void =>
      list.current?.querySelector<HTMLElement>(`[data-key="${key}"]`)?.focus({ preventScroll: false });
    requestAnimationFrame(focus);
  };

  /** How far an arrow goes; null for other keys, and where the arrows belong to something else. */
  const arrowOf = ({ key, target }: KeyboardEvent): number | null => {
    const inList = target instanceof Node && (target === document.body || list.current?.contains(target) === true);
    if (!inList || view === 'tree') return null;
    const across = view === 'cards' ? columnCount.current : 1;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: across,
      ArrowUp: -across,
      ...(view === 'cards' ? { ArrowRight: 1, ArrowLeft: -1 } : {}),
    };
    return steps[key] ?? null;
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const withCtrl = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (renderSeveral !== undefined && withCtrl && event.key === 'a' && !isElsewhere(event)) {
        event.preventDefault();
        several.all();
        return;
      }
      if (isTyping(event)) return;
      const by = arrowOf(event);
      const button = event.target instanceof HTMLElement && event.target.closest('button, a') !== null;
      const focused = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-key]') : null;
      const key = focused?.dataset['key'] ?? search.sel;
      if (by !== null) step(by, event.shiftKey);
      else if (event.key === 'x' && renderSeveral !== undefined && key !== undefined) several.toggle(key);
      else if (event.key === 'Escape' && (chosen.length > 0 || several.ticking)) several.none();
      else if (event.key === 'Enter' && chosen.length === 0 && selected !== undefined && !button) onOpen(selected.item);
      else if (event.key === 'Escape') setSearch({ sel: undefined });
      else if (event.key === 's' && selected !== undefined)
        onStar(selected.item, !selected.facts.starredBy.includes(me._id));
      else if (event.key === 'a' && (chosen[0] ?? selected) !== undefined)
        setMenu({
          key: (chosen[0] ?? selected)?.facts.key ?? '',
          at: { x: window.innerWidth - 360, y: 200 },
          kind: 'actions',
        });
      else if (event.key === 'n') onNew();
      else if (event.key === 't' && selected !== undefined) setAimed((before) => before + 1);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });

  const opener = ({ item, facts }: Listed<Item>): MenuOpener => {
    const starred = facts.starredBy.includes(me._id);
    return { open: (event) => openMenu(facts.key, event), star: () => onStar(item, !starred), starred };
  };

  if (items === undefined) return <div className="browse" aria-busy="true" />;
  const sidebar =
    renderSeveral !== undefined && chosen.length > 0
      ? renderSeveral(chosen, several.none)
      : selected === undefined
        ? fallbackSidebar
        : renderSidebar(selected, () => select(undefined));
  const about = inMenu === undefined ? [] : aboutOf(inMenu);
  const aboutMany = actionsOfSeveral !== undefined && about.length > 1;
  return (
    <div className="browse">
      <section className="browse-main" aria-label={`List of ${thing}s`}>
        <h1 className="unseen">{`${thing.charAt(0).toUpperCase()}${thing.slice(1)}s`}</h1>
        <BrowseToolbar
          thing={thing}
          views={views}
          view={view}
          total={items.length}
          shown={shown.length}
          usualSort={browsing.usualSort}
          filters={browsing.filters}
          several={renderSeveral === undefined ? undefined : several}
          filterMenu={<FilterMenu items={items} />}
        />
        {items.length === 0 ? (
          <div className="browse-scroll">{browsing.empty}</div>
        ) : shown.length === 0 ? (
          <div className="browse-scroll">
            <Empty icon="filter" title={`No ${thing} fits`}>
              <p>
                {items.length} {items.length === 1 ? 'is' : 'are'} hidden by filters.
              </p>
              <Button onClick={() => setSearch(noFilters)}>Show all</Button>
            </Empty>
          </div>
        ) : (
          <div className="browse-list" ref={list}>
            {view === 'tree' ? (
              browsing.renderTree?.(shown, {
                selected: search.sel,
                isChosen,
                onSelect: several.press,
                onMenu: openMenu,
              })
            ) : view === 'cards' ? (
              <CardGrid
                items={shown}
                width={browsing.cardWidth}
                selected={search.sel}
                aimed={aimed}
                onColumns={(count) => {
                  columnCount.current = count;
                }}
                isChosen={isChosen}
                onSelect={several.press}
                onOpen={onOpen}
                onMenu={openMenu}
                render={(listed) => browsing.renderCard(listed, opener(listed))}
              />
            ) : (
              <ItemTable
                thing={thing}
                items={shown}
                columns={browsing.columns}
                selected={search.sel}
                aimed={aimed}
                sort={search.sort ?? browsing.usualSort}
                onSort={(sort) => setSearch({ sort })}
                isChosen={isChosen}
                onSelect={several.press}
                onOpen={onOpen}
                onMenu={openMenu}
                opener={opener}
              />
            )}
          </div>
        )}
      </section>
      {sidebar}
      {menu !== null && inMenu !== undefined && menu.kind === 'actions' && (
        <Menu
          key={menu.key}
          label={aboutMany ? `Actions of ${countOf(about.length, thing)}` : `Actions of ${inMenu.facts.uid}`}
          at={menu.at}
          onClose={() => setMenu((now) => (now === menu ? null : now))}
          entries={
            aboutMany
              ? [
                  { label: 'Edit tags…', icon: 'tag', onSelect: () => setMenu({ ...menu, kind: 'tags' }) },
                  'line',
                  ...actionsOfSeveral(about.map(({ item }) => item)),
                ]
              : [
                  { label: 'Open', icon: 'right', onSelect: () => onOpen(inMenu.item) },
                  {
                    label: opener(inMenu).starred ? 'Remove the star' : 'Star',
                    icon: 'star',
                    onSelect: opener(inMenu).star,
                  },
                  { label: 'Edit tags…', icon: 'tag', onSelect: () => setMenu({ ...menu, kind: 'tags' }) },
                  'line',
                  ...actionsOf(inMenu.item),
                ]
          }
        />
      )}
      {menu !== null && inMenu !== undefined && menu.kind === 'tags' && (
        <TagMenu
          targets={about.map(({ item }) => targetOf(item))}
          current={sharedTags(about.map(({ facts }) => facts.tags))}
          at={menu.at}
          onClose={() => setMenu((now) => (now === menu ? null : now))}
        />
      )}
    </div>
  );
}

const noFilters = {
  q: undefined,
  tags: undefined,
  star: undefined,
  status: undefined,
  type: undefined,
  category: undefined,
  by: undefined,
};
