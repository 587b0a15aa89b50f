import type { Job } from '@vitreous/schema';
import { useEffect, useMemo, useRef, type MouseEvent, type ReactNode } from 'react';
import type { Listed } from '../browse/select-items.js';
import type { Held } from '../browse/use-choice.js';
import { lookOf } from '../browse/state.js';
import { layOutTree, type TreePlace } from './tree-layout.js';

const cell = { width: 208, height: 92 };
const node = { width: 184, height: 52 };

interface Props {
  readonly items: readonly Listed<Job>[];
  readonly selected: string | undefined;
  readonly isChosen: (key: string) => boolean;
  readonly onSelect: (key: string, held: Held) => void;
  readonly onMenu: (key: string, event: MouseEvent<HTMLElement>) => void;
  readonly onOpen: (job: Job) => void;
}

/** Jobs below those that they are built upon. */
export function JobTree({ items, selected, isChosen, onSelect, onOpen, onMenu }: Props): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const tree = useMemo(
    () => layOutTree(items.map(({ item }) => ({ uid: item.uid, number: item.uid_num, parents: item.parents }))),
    [items],
  );
  useEffect(() => {
    frame.current?.querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected]);
  const byUid = new Map(items.map((listed) => [listed.item.uid, listed]));
  const x = ({ column }: TreePlace): number => column * cell.width + node.width / 2;
  const y = ({ row }: TreePlace): number => row * cell.height;
  return (
    <div className="browse-scroll tree" ref={frame} tabIndex={0} role="group" aria-label="Jobs as a tree">
      <div className="tree-plane" style={{ width: tree.columns * cell.width, height: tree.rows * cell.height }}>
        <svg aria-hidden="true" width={tree.columns * cell.width} height={tree.rows * cell.height}>
          {tree.edges.map(({ from, to }) => {
            const [x1, y1, x2, y2] = [x(from), y(from) + node.height, x(to), y(to)];
            const bend = (y2 - y1) / 2;
            return (
              <path
                key={`${from.uid} ${to.uid}`}
                d={`M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`}
                className={selected?.endsWith(`-${to.uid}`) === true ? 'near' : ''}
              />
            );
          })}
        </svg>
        {tree.places.map((place) => {
          const listed = byUid.get(place.uid);
          if (listed === undefined) return null;
          const { item, facts } = listed;
          return (
            <button
              key={facts.key}
              type="button"
              className="tree-job"
              data-key={facts.key}
              aria-pressed={isChosen(facts.key)}
              style={{ left: place.column * cell.width, top: y(place), width: node.width, height: node.height }}
              onClick={(event) => onSelect(facts.key, event)}
              onDoubleClick={() => onOpen(item)}
              onContextMenu={(event) => onMenu(facts.key, event)}
            >
              <span className="tree-head">
                <span className="uid">{item.uid}</span>
                <span {...lookOf(item.status)}>{item.status}</span>
              </span>
              <span className="one-line">{facts.title}</span>
            </button>
          );
        })}
      </div>
    </div>
  );
}
