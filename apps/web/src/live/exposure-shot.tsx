import type { ReactNode } from 'react';
import { lookOf } from '../browse/state.js';
import { Icon } from '../design/icon.js';
import { pictureUrl } from '../server/call.js';
import { nameOfFile, stateOf, type SeenExposure } from './seen-exposure.js';

export const tones = { accepted: 'completed', rejected: 'killed', failed: 'failed', waiting: 'running' } as const;

/** How far through its stages an exposure is. */
const shares: Readonly<Record<string, number>> = {
  found: 0,
  check: 0.1,
  motion: 0.4,
  thumbs: 0.45,
  ctf: 0.7,
  pick: 0.85,
};

/** A small picture of an exposure with its number, what became of it, and a number of its. */
export function ExposureShot({
  exposure,
  value = '',
  selected,
  onSelect,
}: {
  exposure: SeenExposure;
  /** Beneath, in words. */
  value?: string;
  selected: boolean;
  onSelect: () => void;
}): ReactNode {
  const { uid, verdict, more } = exposure;
  const waiting = verdict === 'waiting';
  const stage = more === null ? 'found' : more.stage;
  return (
    <button
      type="button"
      className={`shot ${verdict}`}
      aria-pressed={selected}
      title={more === null ? undefined : nameOfFile(more)}
      onClick={onSelect}
    >
      <span className="frame">
        {more?.small == null ? (
          <Icon name={verdict === 'failed' ? 'warning' : 'picture'} />
        ) : (
          <img src={pictureUrl(more.small)} alt="" loading="lazy" />
        )}
        {verdict === 'rejected' && (
          <svg className="crossed" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
            <path d="M0 0 100 100M100 0 0 100" />
          </svg>
        )}
        {waiting && (
          <span className="share" aria-hidden="true">
            <span style={{ width: `${(shares[stage] ?? 0.95) * 100}%` }} />
          </span>
        )}
      </span>
      <span className="caption">
        <span>{uid}</span>
        <span {...lookOf(tones[verdict])}>{stateOf(exposure)}</span>
      </span>
      {value !== '' && <span className="caption value">{value}</span>}
    </button>
  );
}
