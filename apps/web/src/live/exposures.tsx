import type { Session } from '@vitreous/schema';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useBrowseSearch } from '../browse/search.js';
import { Button, IconButton } from '../design/button.js';
import { countOf, formatCount } from '../design/format.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { isTyping } from '../shell/is-typing.js';
import { Empty } from '../shell/page-states.js';
import { attributes, titleOf } from './attributes.js';
import { ExposureGrid } from './exposure-grid.js';
import { ExposureInspector } from './exposure-inspector.js';
import { ExposureTable } from './exposure-table.js';
import { ExposuresMenu } from './exposures-menu.js';
import { listExposures } from './list-exposures.js';
import { verdicts, type SeenExposure, type Verdict } from './seen-exposure.js';
import { useExposures } from './use-exposures.js';
import { useMore } from './use-more.js';

const titles = {
  all: 'All',
  accepted: 'Accepted',
  rejected: 'Rejected',
  failed: 'Failed',
  waiting: 'Waiting',
} as const;

/** What the grid and the table have in common. */
export interface ListProps {
  readonly session: Session;
  readonly shown: readonly SeenExposure[];
  readonly selected: number | null;
  readonly sort: string;
  readonly onSort: (sort: string) => void;
  readonly onSelect: (uid: number | null) => void;
  readonly onScroll: (top: number) => void;
  /** What a key does to the selection; true when it did something. */
  readonly move: { current: (event: KeyboardEvent) => boolean };
}

/** All exposures of a session, as a grid or a table that sorts by any of their numbers, and one of them from near. */
export function Exposures({ session }: { session: Session }): ReactNode {
  const all = useExposures(session);
  const [search, setSearch] = useBrowseSearch();
  const verdict: Verdict | 'all' = verdicts.find((one) => one === search.status) ?? 'all';
  const sort = search.sort ?? '-uid';
  const asTable = search.as === 'table';
  const [follow, setFollow] = useState(false);
  const [until, setUntil] = useState<number | null>(null);
  const move = useRef<ListProps['move']['current']>(() => false);
  const sorted = useMemo(() => listExposures(all ?? [], { verdict, sort }), [all, verdict, sort]);
  // Who has scrolled reads: what comes in meanwhile is told of, and moves nothing.
  const shown = useMemo(
    () => (until === null || sort !== '-uid' ? sorted : sorted.filter(({ uid }) => uid <= until)),
    [sorted, until, sort],
  );
  const selected = useSelected(all, shown, search.sel, follow);
  const [exposure] = useMore(session, selected === undefined ? [] : [selected]);
  const select = (uid: number | null): void => {
    setFollow(false);
    if (uid !== null) setSearch({ sel: String(uid) });
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isTyping(event)) return;
      if (event.key.toLowerCase() === 'r' && exposure !== undefined) toggleReject(session, exposure);
      else if (!move.current(event)) return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
  if (all === undefined) return null;
  if (all.length === 0) {
    return (
      <Empty icon="picture" title="No exposures yet">
        <p>
          {session.status === 'running'
            ? 'The watched folders are looked through; movies appear here as soon as they are whole.'
            : 'Movies of the watched folders appear here once the session runs. What it needs is set under Configuration.'}
        </p>
        {session.status !== 'running' && (
          <Button onClick={() => setSearch({ view: 'configuration' })}>Go to Configuration</Button>
        )}
      </Empty>
    );
  }
  const List = asTable ? ExposureTable : ExposureGrid;
  const news = sorted.length - shown.length;
  return (
    <div className={`exposures ${asTable ? 'as-table' : ''}`}>
      <section className="exposures-list" aria-label="Exposures">
        <div className="browse-tools" role="toolbar" aria-label="Filter and order of the exposures">
          <select
            className="input"
            aria-label="Which exposures"
            value={verdict}
            onChange={({ target }) => setSearch({ status: target.value === 'all' ? undefined : target.value })}
          >
            {(['all', ...verdicts] as const).map((one) => (
              <option key={one} value={one}>
                {titles[one]} ({formatCount(countBy(all, one))})
              </option>
            ))}
          </select>
          <span className="sort">
            <select
              className="input"
              aria-label="Sort by"
              value={sort.replace('-', '')}
              onChange={({ target }) => setSearch({ sort: sort.startsWith('-') ? `-${target.value}` : target.value })}
            >
              <option value="uid">Number</option>
              {attributes.map((attribute) => (
                <option key={attribute.name} value={attribute.name}>
                  {titleOf(attribute)}
                </option>
              ))}
            </select>
            <IconButton
              icon={sort.startsWith('-') ? 'down' : 'up'}
              label={sort.startsWith('-') ? 'Greatest first; turn the order' : 'Least first; turn the order'}
              onClick={() => setSearch({ sort: sort.startsWith('-') ? sort.slice(1) : `-${sort}` })}
            />
          </span>
          <span className="space" />
          <span className="segments" role="group" aria-label="Show as">
            {(['cards', 'table'] as const).map((kind) => (
              <IconButton
                key={kind}
                icon={kind}
                label={kind === 'cards' ? 'As pictures' : 'As table'}
                aria-pressed={asTable === (kind === 'table')}
                onClick={() => setSearch({ as: kind === 'table' ? 'table' : undefined })}
              />
            ))}
          </span>
          <IconButton
            icon="sessions"
            label="Follow the latest exposure"
            aria-pressed={follow}
            onClick={() => setFollow(!follow)}
          />
          <ExposuresMenu session={session} shown={shown} />
        </div>
        {news > 0 && (
          <button type="button" className="news" onClick={() => setUntil(null)}>
            {countOf(news, 'new exposure')}
          </button>
        )}
        {shown.length === 0 ? (
          <Empty icon="search" title={`No exposure is ${verdict}`}>
            <Button onClick={() => setSearch({ status: undefined })}>Show all</Button>
          </Empty>
        ) : (
          <List
            key={until === null ? 'all' : 'until'}
            {...{ session, shown, sort, move }}
            selected={selected?.uid ?? null}
            onSort={(next) => setSearch({ sort: next })}
            onSelect={select}
            onScroll={(top) => {
              if (top > 40 && until === null) setUntil(all.at(-1)?.uid ?? null);
            }}
          />
        )}
      </section>
      {exposure !== undefined && <ExposureInspector session={session} exposure={exposure} />}
    </div>
  );
}

/** Rejects by hand what counts, and takes it back. */
export function toggleReject({ project_uid, session_uid }: Session, { uid, manualReject }: SeenExposure): void {
  const given = { project_uid, session_uid, exposure_uid: uid };
  void act(
    () => callFunction('exposures.toggle_manual_reject_exposure', given),
    manualReject ? `Exposure ${uid} is no longer rejected by hand` : `Exposure ${uid} is rejected`,
  );
}

/** What the address names, else the one that was first when the list came; the latest that is done while it is followed. */
function useSelected(
  all: readonly SeenExposure[] | undefined,
  shown: readonly SeenExposure[],
  sel: string | undefined,
  follow: boolean,
): SeenExposure | undefined {
  const [pinned, setPinned] = useState<number | null>(null);
  const latest = all?.findLast(({ attributes: { ready_at } }) => ready_at > 0);
  if (follow && latest !== undefined) return latest;
  const wanted = sel === undefined ? pinned : Number(sel);
  const found = shown.find(({ uid }) => uid === wanted) ?? all?.find(({ uid }) => uid === wanted) ?? shown[0];
  if (pinned === null && found !== undefined) setPinned(found.uid);
  return found;
}

function countBy(all: readonly SeenExposure[], verdict: Verdict | 'all'): number {
  return verdict === 'all' ? all.length : all.reduce((sum, one) => sum + Number(one.verdict === verdict), 0);
}
