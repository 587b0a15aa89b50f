import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { attributeOf, formatStored, isAttribute, measuredBy } from './attributes.js';
import { ExposureShot } from './exposure-shot.js';
import type { ListProps } from './exposures.js';
import { useMore } from './use-more.js';

const shot = { width: 120, caption: 46, gap: 10 };

/** Exposures as pictures; only the rows in sight exist. */
export function ExposureGrid({ session, shown, selected, sort, onSelect, onScroll, move }: ListProps): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(400);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 400));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const columns = Math.max(2, Math.floor((width + shot.gap) / (shot.width + shot.gap)));
  const height = Math.floor((width - (columns - 1) * shot.gap) / columns) + shot.caption;
  const virtualizer = useVirtualizer({
    count: Math.ceil(shown.length / columns),
    getScrollElement: () => frame.current,
    estimateSize: () => height,
    gap: shot.gap,
    overscan: 2,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, height]);
  const rows = virtualizer.getVirtualItems();
  const first = (rows[0]?.index ?? 0) * columns;
  const inSight = useMore(session, shown.slice(first, ((rows.at(-1)?.index ?? -1) + 1) * columns));
  move.current = (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    if (by === undefined) return false;
    const at = Math.min(Math.max(shown.findIndex(({ uid }) => uid === selected) + by, 0), shown.length - 1);
    onSelect(shown[at]?.uid ?? null);
    virtualizer.scrollToIndex(Math.floor(at / columns));
    return true;
  };
  return (
    <div
      className="browse-scroll"
      ref={frame}
      tabIndex={0}
      role="group"
      aria-label="Grid of exposures"
      onScroll={({ currentTarget }) => onScroll(currentTarget.scrollTop)}
    >
      <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {rows.map(({ index, key, start }) => (
          <div
            key={key}
            className="card-row"
            style={{
              transform: `translateY(${start}px)`,
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
              gap: shot.gap,
              height,
            }}
          >
            {inSight.slice(index * columns - first, (index + 1) * columns - first).map((exposure) => (
              <ExposureShot
                key={exposure.uid}
                exposure={exposure}
                value={wordsOf(exposure, sort)}
                selected={exposure.uid === selected}
                onSelect={() => onSelect(exposure.uid)}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

/** The number that the list is sorted by; how far the CTF fits where it is sorted by nothing measured. */
function wordsOf({ attributes }: ListProps['shown'][number], sort: string): string {
  const name = sort.replace('-', '');
  const attribute = attributeOf(isAttribute(name) ? name : 'ctf_fit_to_A');
  if (attributes[measuredBy(attribute)] === 0) return '–';
  const words = formatStored(attribute, attributes[attribute.name]);
  return attribute.name === 'ctf_fit_to_A' ? `CTF ${words}` : words;
}
