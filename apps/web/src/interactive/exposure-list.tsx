import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type ReactNode } from 'react';
import { formatCount } from '../design/format.js';
import { Trouble } from '../shell/page-states.js';
import type { ExposureList as List, ListedMicrograph } from './use-exposure-list.js';

const rowHeight = 30;

/** Micrographs one below the other; arrows go on to the next. */
export function ExposureList<Row extends ListedMicrograph>({
  list,
  head,
  render,
  onKey,
}: {
  list: List<Row>;
  /** Above the list: filters and order. */
  head?: ReactNode;
  /** What stands at the end of a row. */
  render: (row: Row) => ReactNode;
  /** A letter pressed in the list; true when it meant something. */
  onKey?: (key: string) => boolean;
}): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const { total = 0, place } = list;
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const items = virtualizer.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => list.show(first, last));
  useEffect(() => {
    if (total > 0) virtualizer.scrollToIndex(place, { align: 'auto' });
    // Only going on moves the list, never a new answer.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [place]);
  useEffect(() => frame.current?.focus(), []);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: 10,
    PageUp: -10,
    Home: -total,
    End: total,
  };
  return (
    <section className="desk-list" aria-label="Micrographs">
      <header className="desk-list-head">
        {head}
        <span className="faint">
          {formatCount(total)}
          {head === undefined && ' micrographs'}
        </span>
      </header>
      {list.error !== null && list.total === undefined && <Trouble error={list.error} />}
      <div
        ref={frame}
        className="desk-rows"
        role="listbox"
        tabIndex={0}
        aria-label="Micrographs"
        aria-activedescendant={list.row === undefined ? undefined : `mic-${list.row.uid}`}
        onKeyDown={(event) => {
          const by = steps[event.key];
          if (by !== undefined) list.go(place + by);
          else if (onKey?.(event.key) !== true) return;
          event.preventDefault();
        }}
      >
        <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }} role="presentation">
          {items.map(({ index, start }) => {
            const row = list.rowAt(index);
            return (
              <div
                key={index}
                id={row === undefined ? undefined : `mic-${row.uid}`}
                role="option"
                aria-selected={index === place}
                aria-setsize={total}
                aria-posinset={index + 1}
                className="desk-row"
                style={{ height: rowHeight, transform: `translateY(${start}px)` }}
                onClick={() => list.go(index)}
              >
                <span className="uid">{(row?.idx ?? index) + 1}</span>
                <span className="one-line name" title={row?.micrograph_path}>
                  {row === undefined ? '' : nameOf(row.micrograph_path)}
                </span>
                {row !== undefined && render(row)}
              </div>
            );
          })}
        </div>
      </div>
    </section>
  );
}

/** The last part of a path, without the number that imports put before it and what motion correction puts after it. */
export function nameOf(path: string): string {
  const name = path.split('/').at(-1) ?? '';
  return name.replace(/^\d{12,}_/, '').replace(/(_patch_aligned(_doseweighted)?)?\.\w+$/, '');
}
