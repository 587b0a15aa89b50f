import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type MouseEvent, type ReactNode } from 'react';
import type { Listed } from './select-items.js';
import type { Held } from './use-choice.js';
import { useWidth } from './use-width.js';

interface Props<Item> {
  readonly items: readonly Listed<Item>[];
  /** Least width of a card in px. */
  readonly width: number;
  readonly selected: string | undefined;
  /** The list comes back to what is selected when this changes. */
  readonly aimed: number;
  readonly onColumns: (count: number) => void;
  readonly isChosen: (key: string) => boolean;
  readonly onSelect: (key: string, held: Held) => void;
  readonly onOpen: (item: Item) => void;
  readonly onMenu: (key: string, event: MouseEvent<HTMLElement>) => void;
  readonly render: (listed: Listed<Item>) => ReactNode;
}

const gap = 14;

/** Cards side by side; only the rows in sight exist. */
export function CardGrid<Item>(props: Props<Item>): ReactNode {
  const { items, width, selected, aimed, isChosen, onColumns, onSelect, onOpen, onMenu, render } = props;
  const frame = useRef<HTMLDivElement>(null);
  const within = useWidth(frame);
  const columns = within === Infinity ? 1 : Math.max(1, Math.floor((within + gap) / (width + gap)));
  useEffect(() => onColumns(columns), [columns, onColumns]);
  const rows = Math.ceil(items.length / columns);
  const virtualizer = useVirtualizer({
    count: rows,
    getScrollElement: () => frame.current,
    estimateSize: () => 280,
    overscan: 2,
    gap,
    paddingStart: 4,
    paddingEnd: 24,
  });
  const row = items.findIndex(({ facts }) => facts.key === selected);
  useEffect(() => {
    if (row >= 0) virtualizer.scrollToIndex(Math.floor(row / columns), { align: 'auto' });
    // Only a new selection moves the list, never a new answer of the server.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [selected, aimed]);
  return (
    <div className="browse-scroll" ref={frame}>
      <ul className="card-rows" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => (
          <li
            key={key}
            data-index={index}
            ref={virtualizer.measureElement}
            className="card-row"
            style={{ transform: `translateY(${start}px)`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
          >
            {items.slice(index * columns, (index + 1) * columns).map((listed) => (
              <article
                key={listed.facts.key}
                data-key={listed.facts.key}
                className="card"
                tabIndex={0}
                aria-label={`${listed.facts.uid} ${listed.facts.title}`}
                aria-current={isChosen(listed.facts.key)}
                onClick={(event) => onSelect(listed.facts.key, event)}
                onDoubleClick={() => onOpen(listed.item)}
                onContextMenu={(event) => onMenu(listed.facts.key, event)}
                onKeyDown={(event) => {
                  if (event.target === event.currentTarget && event.key === ' ') {
                    event.preventDefault();
                    onSelect(listed.facts.key, event);
                  }
                }}
              >
                {render(listed)}
              </article>
            ))}
          </li>
        ))}
      </ul>
    </div>
  );
}
