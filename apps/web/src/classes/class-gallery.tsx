import type { TemplateSelectionThreshold } from '@vitreous/schema';
import { useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';
import './classes.css';
import { Button, IconButton } from '../design/button.js';
import { formatCount } from '../design/format.js';
import { Menu, type MenuEntry } from '../design/menu.js';
import { ClassThresholds } from './class-thresholds.js';
import { ClassTile } from './class-tile.js';
import {
  orderClasses,
  sameClasses,
  sumParticles,
  type ClassField,
  type ClassSort,
  type GalleryClass,
} from './class-order.js';

export interface ClassGalleryProps {
  /** What the classes are, for those who do not see: `Classes of S1`. */
  readonly label: string;
  readonly classes: readonly GalleryClass[];
  /** Nothing can be selected now. */
  readonly disabled?: boolean;
  readonly onToggle: (index: number) => void;
  readonly onSelectAll: (selected: boolean) => void;
  readonly onInvert: () => void;
  /** Selects, and nothing else, the classes whose value in a field is that of class `index` or lies beyond it. */
  readonly onSelectFrom: (index: number, field: ClassField, direction: 'above' | 'below') => void;
  readonly onSelectWithin: (thresholds: TemplateSelectionThreshold[]) => void;
}

const sorts: readonly { name: ClassSort; title: string }[] = [
  { name: 'num_particles_total', title: 'Particles' },
  { name: 'res_A', title: 'Resolution' },
  { name: 'class_ess', title: 'Spread' },
  { name: 'class_idx', title: 'Number' },
];
type Shown = 'all' | 'selected' | 'others';
const parts: readonly { name: Shown; title: string }[] = [
  { name: 'all', title: 'All' },
  { name: 'selected', title: 'Selected' },
  { name: 'others', title: 'Others' },
];

/** Class averages to be looked at and selected: one by one, all, by limits, or from one class on. */
export function ClassGallery(props: ClassGalleryProps): ReactNode {
  const { label, classes, disabled = false, onToggle, onSelectAll, onInvert, onSelectWithin } = props;
  const [sort, setSort] = useState<ClassSort>('num_particles_total');
  const [worstFirst, setWorstFirst] = useState(false);
  const [shown, setShown] = useState<Shown>('all');
  const [size, setSize] = useState(124);
  const [menu, setMenu] = useState<{ index: number; at: { x: number; y: number } } | null>(null);
  const { order, isOld, renew } = useSteadyOrder(classes, sort, worstFirst);
  const byIndex = new Map(classes.map((one) => [one.class_idx, one]));
  const visible = order.flatMap((index) => {
    const one = byIndex.get(index);
    return one === undefined || (shown !== 'all' && one.selected !== (shown === 'selected')) ? [] : [one];
  });
  const chosen = classes.filter(({ selected }) => selected);
  const all = sumParticles(classes);
  return (
    <section className="classes" aria-label={label}>
      <div className="class-tools">
        <p className="class-sum" role="status">
          <strong>{formatCount(chosen.length)}</strong> of {formatCount(classes.length)} classes,{' '}
          <strong>{formatCount(sumParticles(chosen))}</strong> of {formatCount(all)} particles
          <span className="faint"> · {((100 * sumParticles(chosen)) / Math.max(1, all)).toFixed(0)} %</span>
        </p>
        <div className="space" />
        <Button disabled={disabled} onClick={() => onSelectAll(true)}>
          Select all
        </Button>
        <Button disabled={disabled} onClick={() => onSelectAll(false)}>
          Select none
        </Button>
        <Button disabled={disabled} onClick={onInvert}>
          Invert
        </Button>
      </div>
      <div className="class-tools">
        <div className="segments" role="group" aria-label="Which classes">
          {parts.map(({ name, title }) => (
            <button key={name} type="button" aria-pressed={shown === name} onClick={() => setShown(name)}>
              {title}
            </button>
          ))}
        </div>
        <label className="class-sort">
          Sort by
          <select className="input" value={sort} onChange={({ target }) => setSort(target.value as ClassSort)}>
            {sorts.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <IconButton
          icon="sort"
          label={worstFirst ? 'Worst first: turn the order' : 'Best first: turn the order'}
          onClick={() => setWorstFirst(!worstFirst)}
        />
        {isOld && (
          <Button tone="plain" icon="refresh" onClick={renew}>
            Sort anew
          </Button>
        )}
        <div className="space" />
        <label className="class-size">
          Size
          <input
            type="range"
            min={72}
            max={240}
            step={4}
            value={size}
            onChange={({ target }) => setSize(target.valueAsNumber)}
          />
        </label>
      </div>
      {!disabled && <ClassThresholds classes={classes} onSelect={onSelectWithin} />}
      <div className="class-scroll" tabIndex={0} role="group" aria-label={`${label}, averages`}>
        <ul
          className="class-grid"
          style={{ gridTemplateColumns: `repeat(auto-fill, minmax(${size}px, 1fr))` }}
          onKeyDown={moveFocus}
        >
          {visible.map((one) => (
            <ClassTile
              key={one.class_idx}
              one={one}
              disabled={disabled}
              onToggle={onToggle}
              onMenu={(index, at) => setMenu({ index, at })}
            />
          ))}
        </ul>
        {visible.length === 0 && (
          <p className="faint class-none">No class is {shown === 'selected' ? 'selected' : 'left'}.</p>
        )}
      </div>
      {menu !== null && (
        <Menu
          label={`Class ${menu.index}`}
          at={menu.at}
          entries={listEntries(byIndex.get(menu.index), props)}
          onClose={() => setMenu(null)}
        />
      )}
    </section>
  );
}

/** Classes change while somebody looks at them: their places change only when that is asked for. */
function useSteadyOrder(
  classes: readonly GalleryClass[],
  sort: ClassSort,
  worstFirst: boolean,
): { order: readonly number[]; isOld: boolean; renew: () => void } {
  const now = useMemo(() => orderClasses(classes, sort, worstFirst), [classes, sort, worstFirst]);
  const key = `${sort} ${worstFirst}`;
  const [kept, setKept] = useState({ key, order: now });
  const stays = kept.key === key && sameClasses(kept.order, now);
  if (!stays) setKept({ key, order: now });
  const order = stays ? kept.order : now;
  return { order, isOld: order.join() !== now.join(), renew: () => setKept({ key, order: now }) };
}

function listEntries(one: GalleryClass | undefined, { onToggle, onSelectFrom }: ClassGalleryProps): MenuEntry[] {
  if (one === undefined) return [];
  const index = one.class_idx;
  const from = (field: ClassField, direction: 'above' | 'below', label: string): MenuEntry => ({
    label,
    onSelect: () => onSelectFrom(index, field, direction),
  });
  return [
    {
      label: one.selected ? 'Deselect' : 'Select',
      icon: one.selected ? 'close' : 'check',
      onSelect: () => onToggle(index),
    },
    'line',
    { title: 'Select this class and all with' },
    from('num_particles_total', 'above', 'as many particles or more'),
    from('num_particles_total', 'below', 'as many particles or fewer'),
    from('res_A', 'below', 'this resolution or finer'),
    from('res_A', 'above', 'this resolution or coarser'),
    from('class_ess', 'below', 'this spread or less'),
    from('class_ess', 'above', 'this spread or more'),
  ];
}

/** Arrows move between classes, as they lie. */
function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const faces = [...event.currentTarget.querySelectorAll<HTMLElement>('.class-face')];
  const here = faces.indexOf(document.activeElement as HTMLElement);
  if (here === -1) return;
  const top = faces[here]?.getBoundingClientRect().top;
  const columns = faces.filter((face) => face.getBoundingClientRect().top === top).length;
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  faces[Math.min(Math.max(here + step, 0), faces.length - 1)]?.focus();
}
