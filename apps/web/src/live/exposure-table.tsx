import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState, type CSSProperties, type ReactNode } from 'react';
import { lookOf } from '../browse/state.js';
import { IconButton } from '../design/button.js';
import { Icon } from '../design/icon.js';
import { Menu } from '../design/menu.js';
import {
  attributes,
  attributeOf,
  formatStored,
  isAttribute,
  measuredBy,
  titleOf,
  type AttributeName,
} from './attributes.js';
import { tones } from './exposure-shot.js';
import type { ListProps } from './exposures.js';
import { nameOfFile, stateOf } from './seen-exposure.js';
import { useMore } from './use-more.js';

const rowHeight = 30;
const stored = 'vitreous-exposure-columns';
const usual: readonly AttributeName[] = [
  'ctf_fit_to_A',
  'average_defocus',
  'astigmatism',
  'ice_thickness_rel',
  'total_motion_dist',
  'total_blob_picks',
  'total_extracted_particles',
  'found_at',
];

function readColumns(): readonly AttributeName[] {
  const names = localStorage.getItem(stored)?.split(',').filter(isAttribute) ?? [];
  return names.length === 0 ? usual : names;
}

/** Exposures as rows of numbers, sorted by any of them; only the rows in sight exist. */
export function ExposureTable(props: ListProps): ReactNode {
  const { session, shown, selected, sort, onSort, onSelect, onScroll, move } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [names, setNames] = useState(readColumns);
  const [choosing, setChoosing] = useState<{ x: number; y: number } | null>(null);
  const columns = attributes.filter(({ name }) => names.includes(name));
  const virtualizer = useVirtualizer({
    count: shown.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const rows = virtualizer.getVirtualItems();
  const first = rows[0]?.index ?? 0;
  const inSight = useMore(session, shown.slice(first, (rows.at(-1)?.index ?? -1) + 1));
  move.current = (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20 }[event.key];
    if (by === undefined) return false;
    const at = Math.min(Math.max(shown.findIndex(({ uid }) => uid === selected) + by, 0), shown.length - 1);
    onSelect(shown[at]?.uid ?? null);
    virtualizer.scrollToIndex(at);
    return true;
  };
  const style: CSSProperties = {
    gridTemplateColumns: `64px minmax(150px, 1.6fr) 104px ${columns.map(({ group }) => (group === 'Times' ? '112px' : '120px')).join(' ')}`,
  };
  const toggle = (name: AttributeName): void => {
    const next = names.includes(name) ? names.filter((one) => one !== name) : [...names, name];
    localStorage.setItem(stored, next.join(','));
    setNames(next.length === 0 ? usual : next);
  };
  return (
    <div
      className="exposure-table"
      ref={frame}
      role="grid"
      aria-label="Table of exposures"
      aria-rowcount={shown.length + 1}
      aria-colcount={columns.length + 4}
      tabIndex={0}
      onScroll={({ currentTarget }) => onScroll(currentTarget.scrollTop)}
    >
      <div className="row head" role="row" style={style}>
        <Head name="uid" title="No." {...{ sort, onSort }} />
        <span role="columnheader">File</span>
        <span role="columnheader">State</span>
        {columns.map((column) => (
          <Head key={column.name} name={column.name} title={titleOf(column)} {...{ sort, onSort }} />
        ))}
        <span role="columnheader" className="choose">
          <IconButton
            icon="more"
            label="Choose columns"
            aria-haspopup="menu"
            onClick={({ clientX, clientY }) => setChoosing({ x: clientX, y: clientY })}
          />
        </span>
      </div>
      <div role="rowgroup" style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {rows.map(({ index, start }) => {
          const exposure = inSight[index - first];
          if (exposure === undefined) return null;
          const { uid, verdict, more, attributes: values } = exposure;
          return (
            <div
              key={uid}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={uid === selected}
              className="row"
              style={{ ...style, transform: `translateY(${start}px)`, height: rowHeight }}
              onClick={() => onSelect(uid)}
            >
              <span role="gridcell" className="number">
                {uid}
              </span>
              <span role="gridcell" className="one-line" title={more?.path}>
                {more === null ? '' : nameOfFile(more)}
              </span>
              <span role="gridcell">
                <span {...lookOf(tones[verdict])}>{stateOf(exposure)}</span>
              </span>
              {columns.map((column) => (
                <span key={column.name} role="gridcell" className="number">
                  {values[measuredBy(column)] === 0 ? '–' : formatStored({ ...column, unit: '' }, values[column.name])}
                </span>
              ))}
            </div>
          );
        })}
      </div>
      {choosing !== null && (
        <Menu
          label="Columns"
          at={choosing}
          entries={attributes.map(({ name }) => ({
            label: titleOf(attributeOf(name)),
            checked: names.includes(name),
            stays: true,
            onSelect: () => toggle(name),
          }))}
          onClose={() => setChoosing(null)}
        />
      )}
    </div>
  );
}

/** The first press on a column puts its least value first, the next its greatest. */
function Head({
  name,
  title,
  sort,
  onSort,
}: {
  name: string;
  title: string;
  sort: string;
  onSort: (sort: string) => void;
}): ReactNode {
  const direction = sort === name ? 'ascending' : sort === `-${name}` ? 'descending' : 'none';
  return (
    <span role="columnheader" className="number" aria-sort={direction}>
      <button type="button" title={title} onClick={() => onSort(direction === 'ascending' ? `-${name}` : name)}>
        <span className="one-line">{title}</span>
        {direction !== 'none' && <Icon name={direction === 'ascending' ? 'up' : 'down'} />}
      </button>
    </span>
  );
}
