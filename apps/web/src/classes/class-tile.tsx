import type { ReactNode } from 'react';
import { IconButton } from '../design/button.js';
import { formatCount } from '../design/format.js';
import { Icon } from '../design/icon.js';
import type { GalleryClass } from './class-order.js';

interface Props {
  readonly one: GalleryClass;
  readonly disabled: boolean;
  readonly onToggle: (index: number) => void;
  /** Where the menu of this class opens, in px of the window. */
  readonly onMenu: (index: number, at: { x: number; y: number }) => void;
}

/** A class average with its numbers; pressing it selects or deselects. */
export function ClassTile({ one, disabled, onToggle, onMenu }: Props): ReactNode {
  const { class_idx: index, picture, selected, num_particles_total: particles, res_A, class_ess } = one;
  const resolution = particles > 0 && Number.isFinite(res_A) ? `${res_A.toFixed(1)} Å` : '–';
  return (
    <li
      className="class-tile"
      onContextMenu={(event) => {
        event.preventDefault();
        if (!disabled) onMenu(index, { x: event.clientX, y: event.clientY });
      }}
    >
      <button
        type="button"
        className="class-face"
        aria-pressed={selected}
        title={`Class ${index}`}
        disabled={disabled}
        onClick={() => onToggle(index)}
      >
        <span className="frame">
          {picture === null ? <Icon name="picture" /> : <img src={picture} alt="" loading="lazy" draggable={false} />}
          {selected && (
            <span className="chosen">
              <Icon name="check" />
            </span>
          )}
        </span>
        <span className="numbers">
          <strong title="Particles">
            <span className="unseen">Class {index}: </span>
            {formatCount(particles)}
            <span className="unseen"> particles</span>
          </strong>
          <span title="Resolution">{resolution}</span>
          <span className="faint" title="Over how many classes its particles are spread: 1 is certain">
            {particles === 0 ? '–' : class_ess.toFixed(1)}
          </span>
        </span>
      </button>
      {!disabled && (
        <IconButton
          icon="more"
          className="tile-more"
          label={`Select from class ${index}`}
          aria-haspopup="menu"
          onClick={({ currentTarget }) => {
            const { left, bottom } = currentTarget.getBoundingClientRect();
            onMenu(index, { x: left, y: bottom + 2 });
          }}
        />
      )}
    </li>
  );
}
