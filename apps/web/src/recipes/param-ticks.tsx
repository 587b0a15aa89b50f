import type { ReactNode } from 'react';
import { useJobTypes } from '../jobs/job-types.js';
import { showParam } from '../jobs/param-values.js';

interface Props {
  readonly type: string;
  /** What is set of a job. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly isTicked: (name: string) => boolean;
  readonly onTick: (name: string) => void;
}

/** The parameters that are set of a job, each to be ticked. */
export function ParamTicks({ type, params, isTicked, onTick }: Props): ReactNode {
  const specs = useJobTypes().specOf(type)?.params ?? {};
  const known = Object.entries(params).flatMap(([name, value]) => {
    const spec = specs[name];
    return spec === undefined ? [] : [{ name, title: spec.title ?? name, text: showParam(spec, value) }];
  });
  if (known.length === 0) return <p className="faint">All parameters have their defaults.</p>;
  return known.map(({ name, title, text }) => (
    <label key={name} className="check">
      <input type="checkbox" checked={isTicked(name)} onChange={() => onTick(name)} />
      <span className="one-line" title={`${title}: ${text}`}>
        {title}: <strong>{text || 'not set'}</strong>
      </span>
    </label>
  ));
}

/** With the value if it was missing, without it if it was there. */
export function ticked(before: ReadonlySet<string>, value: string): ReadonlySet<string> {
  const after = new Set(before);
  if (!after.delete(value)) after.add(value);
  return after;
}
