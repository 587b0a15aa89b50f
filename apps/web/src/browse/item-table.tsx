import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type MouseEvent, type ReactNode } from 'react';
import { IconButton } from '../design/button.js';
import { Icon } from '../design/icon.js';
import type { MenuOpener } from './browse-list.js';
import { fitColumns } from './fit-columns.js';
import { readSort, type Listed } from './select-items.js';
import type { Held } from './use-choice.js';
import { useWidth } from './use-width.js';

export interface Column<Item> {
  readonly name: string;
  readonly title: string;
  /** Width as a track of a grid: `90px` or `minmax(120px, 1fr)`. */
  readonly width: string;
  /** Numbers stand at the right. */
  readonly number?: boolean;
  /** The order that pressing its title sorts by. */
  readonly sort?: string;
  /** May be left out where all do not fit: the greatest goes first. */
  readonly spare?: number;
  readonly render: (listed: Listed<Item>) => ReactNode;
}

interface Props<Item> {
  readonly thing: string;
  readonly items: readonly Listed<Item>[];
  readonly columns: readonly Column<Item>[];
  readonly selected: string | undefined;
  /** The list comes back to what is selected when this changes. */
  readonly aimed: number;
  readonly sort: string;
  readonly onSort: (sort: string) => void;
  readonly isChosen: (key: string) => boolean;
  readonly onSelect: (key: string, held: Held) => void;
  readonly onOpen: (item: Item) => void;
  readonly onMenu: (key: string, event: MouseEvent<HTMLElement>) => void;
  readonly opener: (listed: Listed<Item>) => MenuOpener;
}

const rowHeight = 34;

/** Rows under sortable titles; only those in sight exist. */
export function ItemTable<Item>(props: Props<Item>): ReactNode {
  const {
    thing,
    items,
    columns: all,
    selected,
    aimed,
    sort,
    isChosen,
    onSort,
    onSelect,
    onOpen,
    onMenu,
    opener,
  } = props;
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const row = items.findIndex(({ facts }) => facts.key === selected);
  useEffect(() => {
    if (row >= 0) virtualizer.scrollToIndex(row, { align: 'auto' });
    // Only a new selection moves the list, never a new answer of the server.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [selected, aimed]);
  const columns = fitColumns(all, useWidth(frame));
  const tracks = `${columns.map(({ width }) => width).join(' ')} 64px`;
  const { name: sorted, sign } = readSort(sort);
  return (
    <div
      className="browse-scroll table"
      ref={frame}
      role="table"
      aria-label={`${thing}s`}
      aria-rowcount={items.length + 1}
    >
      <div className="table-head" role="row" style={{ gridTemplateColumns: tracks }}>
        {columns.map(({ name, title, number, sort: by }) => (
          <div
            key={name}
            role="columnheader"
            className={number === true ? 'number' : ''}
            aria-sort={by !== sorted ? 'none' : sign === 1 ? 'ascending' : 'descending'}
          >
            {by === undefined ? (
              title
            ) : (
              <button type="button" onClick={() => onSort(by === sorted && sign === 1 ? `-${by}` : by)}>
                {title}
                {by === sorted && <Icon name={sign === 1 ? 'up' : 'down'} />}
              </button>
            )}
          </div>
        ))}
        <div role="columnheader">
          <span className="unseen">Actions</span>
        </div>
      </div>
      <div role="rowgroup" style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const listed = items[index];
          if (listed === undefined) return null;
          const { item, facts } = listed;
          const { open, star, starred } = opener(listed);
          return (
            <div
              key={facts.key}
              data-key={facts.key}
              role="row"
              aria-rowindex={index + 2}
              tabIndex={0}
              className="table-row"
              aria-current={isChosen(facts.key)}
              style={{ gridTemplateColumns: tracks, height: rowHeight, transform: `translateY(${start}px)` }}
              onClick={(event) => onSelect(facts.key, event)}
              onDoubleClick={() => onOpen(item)}
              onContextMenu={(event) => onMenu(facts.key, event)}
            >
              {columns.map(({ name, number, render }) => (
                <div key={name} role="cell" className={number === true ? 'number' : 'one-line'}>
                  {render(listed)}
                </div>
              ))}
              <div role="cell" className="row-tools">
                <IconButton
                  icon="star"
                  className="star"
                  filled={starred}
                  aria-pressed={starred}
                  label={starred ? `Remove the star of ${facts.uid}` : `Star ${facts.uid}`}
                  onClick={(event) => {
                    event.stopPropagation();
                    star();
                  }}
                />
                <IconButton icon="more" label={`Actions of ${facts.uid}`} aria-haspopup="menu" onClick={open} />
              </div>
            </div>
          );
        })}
      </div>
    </div>
  );
}
