import type { Session } from '@vitreous/schema';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useBrowseSearch } from '../browse/search.js';
import { IconButton } from '../design/button.js';
import { countOf } from '../design/format.js';
import { isTyping } from '../shell/is-typing.js';
import { Empty } from '../shell/page-states.js';
import { ExposureInspector } from './exposure-inspector.js';
import { ExposureShot } from './exposure-shot.js';
import { listExposures, verdicts, type Verdict } from './list-exposures.js';
import { useExposures } from './use-exposures.js';

const shot = { width: 128, height: 160, gap: 10 };

/** All exposures of a session: a grid that sorts by any of their numbers, and one of them from near. */
export function Exposures({ session }: { session: Session }): ReactNode {
  const exposures = useExposures(session);
  const [search, setSearch] = useBrowseSearch();
  const [sort, setSort] = useState('uid');
  const [up, setUp] = useState(false);
  const [verdict, setVerdict] = useState<Verdict | 'all'>('all');
  const [columns, setColumns] = useState(4);
  const frame = useRef<HTMLDivElement>(null);
  const hasAny = exposures !== undefined && exposures.length > 0;
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) =>
      setColumns(Math.max(1, Math.floor(((entry?.contentRect.width ?? 0) + shot.gap) / (shot.width + shot.gap)))),
    );
    observer.observe(element);
    return () => observer.disconnect();
    // The frame is there as soon as there is something to show.
  }, [hasAny]);
  const shown = listExposures(exposures ?? [], { verdict, sort, up });
  const virtualizer = useVirtualizer({
    count: Math.ceil(shown.length / columns),
    getScrollElement: () => frame.current,
    estimateSize: () => shot.height,
    gap: shot.gap,
    overscan: 3,
  });
  const selected = shown.find(({ uid }) => String(uid) === search.sel) ?? shown[0];
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
      if (by === undefined || isTyping(event) || selected === undefined) return;
      event.preventDefault();
      const at = Math.min(Math.max(shown.indexOf(selected) + by, 0), shown.length - 1);
      setSearch({ sel: String(shown[at]?.uid ?? '') });
      virtualizer.scrollToIndex(Math.floor(at / columns));
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
  if (exposures === undefined) return null;
  if (exposures.length === 0) {
    return (
      <Empty icon="picture" title="No exposures yet">
        <p>They appear here as the watched folders fill.</p>
      </Empty>
    );
  }
  return (
    <div className="exposures">
      <section className="exposures-list" aria-label="Exposures">
        <div className="browse-tools" role="toolbar" aria-label="Filter and order of the exposures">
          <span className="segments" role="group" aria-label="Which">
            {(['all', ...verdicts] as const).map((one) => (
              <button key={one} type="button" aria-pressed={one === verdict} onClick={() => setVerdict(one)}>
                {one}
              </button>
            ))}
          </span>
          <span className="space" />
          <span className="faint">{countOf(shown.length, 'exposure')}</span>
          <span className="sort">
            <select
              className="input"
              aria-label="Sort by"
              value={sort}
              onChange={({ target }) => setSort(target.value)}
            >
              <option value="uid">Number</option>
              {session.attributes.map(({ name, title }) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
            </select>
            <IconButton
              icon={up ? 'up' : 'down'}
              label={up ? 'Least first; turn the order' : 'Greatest first; turn the order'}
              onClick={() => setUp(!up)}
            />
          </span>
        </div>
        <div className="browse-scroll" ref={frame} tabIndex={0} role="group" aria-label="Grid of exposures">
          <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
            {virtualizer.getVirtualItems().map(({ index, key, start }) => (
              <div
                key={key}
                className="card-row"
                style={{
                  transform: `translateY(${start}px)`,
                  gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
                  gap: shot.gap,
                  height: shot.height,
                }}
              >
                {shown.slice(index * columns, (index + 1) * columns).map((exposure) => (
                  <ExposureShot
                    key={exposure.uid}
                    exposure={exposure}
                    selected={exposure === selected}
                    onSelect={() => setSearch({ sel: String(exposure.uid) })}
                  />
                ))}
              </div>
            ))}
          </div>
        </div>
      </section>
      {selected !== undefined && <ExposureInspector key={selected.uid} session={session} exposure={selected} />}
    </div>
  );
}
