import type { ReactNode } from 'react';
import { formatBytes, formatSpan } from '../design/format.js';
import { attributes, formatClock } from './attributes.js';
import type { SeenExposure } from './seen-exposure.js';

/** When each stage was through, and how long after the one before it; where the exposure comes from. */
export function HistoryPanel({ exposure }: { exposure: SeenExposure }): ReactNode {
  const { attributes: values, more, groupId } = exposure;
  const times = attributes
    .filter(({ group, name }) => group === 'Times' && values[name] > 0)
    .map(({ name, title }) => ({ title, at: values[name] }))
    .sort((a, b) => a.at - b.at);
  return (
    <section className="panel" aria-label="History">
      <div className="panel-head">
        <h3>History</h3>
        {more?.parameterVersion != null && <span className="faint">parameters, version {more.parameterVersion}</span>}
      </div>
      <ol className="history">
        {times.map(({ title, at }, index) => {
          const before = times[index - 1]?.at;
          return (
            <li key={title}>
              <span>{title}</span>
              <span className="faint">{before === undefined ? '' : `+ ${spanOf(at - before)}`}</span>
              <time dateTime={new Date(at * 1000).toISOString()}>{formatClock(at)}</time>
            </li>
          );
        })}
        {more?.busy === true && (
          <li>
            <span>In work{more.worker === null ? '' : ` at ${more.worker}`}</span>
          </li>
        )}
      </ol>
      {more !== null && (
        <p className="path">
          {more.path}
          <span className="faint">
            {' '}
            · {formatBytes(more.sizeBytes)} · group {groupId}
          </span>
        </p>
      )}
    </section>
  );
}

function spanOf(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(1)} s` : formatSpan(seconds);
}
