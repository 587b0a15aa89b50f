import type { Session } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { attributes, formatStored, measuredBy } from './attributes.js';
import { fitsLimits } from './rejection-reasons.js';
import type { SeenExposure } from './seen-exposure.js';

const groups = ['CTF', 'Motion', 'Picks', 'Particles'] as const;

/** All numbers of an exposure, with units; what lies outside its limits is marked. */
export function ValuesPanel({
  exposure: { attributes: values },
  limits,
}: {
  exposure: SeenExposure;
  limits: Session['attributes'];
}): ReactNode {
  return (
    <section className="panel" aria-label="Values">
      <div className="panel-head">
        <h3>Values</h3>
      </div>
      <table className="values">
        <tbody>
          {groups.flatMap((group) =>
            attributes
              .filter((attribute) => attribute.group === group)
              .map((attribute) => {
                const measured = values[measuredBy(attribute)] > 0;
                const limit = limits.find(({ name }) => name === attribute.name);
                const outside =
                  measured &&
                  limit !== undefined &&
                  !fitsLimits(attribute.name, values[attribute.name], limit.min, limit.max);
                return (
                  <tr key={attribute.name} className={outside ? 'outside' : ''}>
                    <th scope="row">{attribute.title}</th>
                    <td className="number">
                      {outside && <span className="unseen">outside its limits: </span>}
                      {measured ? formatStored(attribute, values[attribute.name]) : '–'}
                    </td>
                  </tr>
                );
              }),
          )}
        </tbody>
      </table>
    </section>
  );
}
