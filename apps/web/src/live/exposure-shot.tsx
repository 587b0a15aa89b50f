import type { ReactNode } from 'react';
import { lookOf } from '../browse/state.js';
import { Icon } from '../design/icon.js';
import { pictureUrl } from '../server/call.js';
import type { SeenExposure } from './seen-exposure.js';

const tones = { accepted: 'completed', rejected: 'killed', failed: 'failed', waiting: 'running' } as const;

/** A small picture of an exposure with its number and what became of it. */
export function ExposureShot({
  exposure: { uid, small, verdict, stage, name },
  selected,
  onSelect,
}: {
  exposure: SeenExposure;
  selected: boolean;
  onSelect: () => void;
}): ReactNode {
  return (
    <button type="button" className="shot" aria-pressed={selected} title={name} onClick={onSelect}>
      <span className="frame">
        {small === null ? <Icon name="picture" /> : <img src={pictureUrl(small)} alt="" loading="lazy" />}
      </span>
      <span className="caption">
        <span>{uid}</span>
        <span {...lookOf(tones[verdict])}>{verdict === 'waiting' ? stage : verdict}</span>
      </span>
    </button>
  );
}
