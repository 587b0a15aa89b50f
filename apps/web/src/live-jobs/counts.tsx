import type { ReactNode } from 'react';

/** Numbers with their names, one below the other. */
export function Counts({
  title,
  entries,
}: {
  title: string;
  entries: readonly (readonly [string, ReactNode])[];
}): ReactNode {
  return (
    <section className="panel">
      <div className="panel-head">
        <h3>{title}</h3>
      </div>
      <dl className="counts">
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
