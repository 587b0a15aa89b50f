import type { Session } from '@vitreous/schema';
import { useMemo, type ReactNode } from 'react';
import { Button, IconButton } from '../design/button.js';
import { formatCount } from '../design/format.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { attributes, formatShown, type Attribute, type AttributeName } from './attributes.js';
import { saveLimit } from './curate.js';
import { outsideOf, type Limit } from './judge-limits.js';
import { medianOf, numbersOf } from './numbers-of.js';
import type { SeenExposure } from './seen-exposure.js';

interface Props {
  readonly session: Session;
  readonly exposures: readonly SeenExposure[];
  readonly limits: readonly Limit[];
  readonly selected: AttributeName;
  readonly onSelect: (name: AttributeName) => void;
}

const groups = ['CTF', 'Motion', 'Picks', 'Particles'] as const;

/** All that can be limited, what its limits are and how many each leaves out by itself. */
export function LimitList({ session, exposures, limits, selected, onSelect }: Props): ReactNode {
  const { project_uid, session_uid } = session;
  const medians = useMemo(() => {
    const columns = attributes.map(({ name }) => [name, numbersOf(exposures, name)] as const);
    // What is 0 all over says nothing: no template was ever matched.
    return new Map(
      columns
        .filter(([, values]) => values.some((value) => value < 0 || value > 0))
        .map(([name, values]) => [name, medianOf(values)]),
    );
  }, [exposures]);
  const alone = useMemo(
    () =>
      new Map(limits.map((limit) => [limit.name, outsideOf(exposures, [limit]).reduce((sum, one) => sum + one, 0)])),
    [exposures, limits],
  );
  const isThere = ({ name }: Attribute): boolean => medians.has(name) || limits.some((limit) => limit.name === name);
  return (
    <section className="limit-list" aria-label="Limits">
      <header className="panel-head">
        <h2>Limits</h2>
        <Button
          disabled={limits.length === 0}
          onClick={() =>
            void act(
              () => callFunction('sessions.reset_all_attribute_thresholds', { project_uid, session_uid }),
              'All limits are open',
            )
          }
        >
          Reset all
        </Button>
      </header>
      {groups.map((group) => (
        <div key={group}>
          <h3>{group}</h3>
          <ul>
            {attributes
              .filter((attribute) => attribute.group === group && isThere(attribute))
              .map((attribute) => {
                const { name, title } = attribute;
                const limit = limits.find((one) => one.name === name);
                return (
                  <li key={name} className={name === selected ? 'selected' : ''}>
                    <button type="button" aria-pressed={name === selected} onClick={() => onSelect(name)}>
                      <span>{title}</span>
                      <span className="faint">
                        {limit === undefined
                          ? `median ${formatShown(attribute, medians.get(name) ?? NaN)}`
                          : `${wordsOf(attribute, limit)} · ${formatCount(alone.get(name) ?? 0)} out`}
                      </span>
                    </button>
                    {limit !== undefined && (
                      <IconButton
                        icon="close"
                        label={`Open the limits of ${title}`}
                        onClick={() => void act(() => saveLimit(session, { name, min: null, max: null }))}
                      />
                    )}
                  </li>
                );
              })}
          </ul>
        </div>
      ))}
    </section>
  );
}

/** `2.5 to 6.0 Å`, `at most 6.0 Å`. */
function wordsOf(attribute: Attribute, { min, max }: Limit): string {
  const words = (stored: number, withUnit: boolean): string =>
    formatShown(attribute, stored * attribute.scale, withUnit);
  if (min === null) return `at most ${words(max ?? 0, true)}`;
  if (max === null) return `at least ${words(min, true)}`;
  return `${words(min, false)} to ${words(max, true)}`;
}
