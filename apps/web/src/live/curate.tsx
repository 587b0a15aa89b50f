import type { Session } from '@vitreous/schema';
import { useMemo, useState, type ReactNode } from 'react';
import { useBrowseSearch } from '../browse/search.js';
import { countOf, formatCount } from '../design/format.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { Empty } from '../shell/page-states.js';
import { attributeOf, attributes, formatShown, isAttribute, titleOf, type AttributeName } from './attributes.js';
import { ChosenExposures } from './chosen-exposures.js';
import { LimitField } from './limit-field.js';
import { LimitList } from './limit-list.js';
import { limitsWith, outsideOf, tally, type Limit } from './judge-limits.js';
import { axisOf, numbersOf, type AxisName } from './numbers-of.js';
import { PointPlot, type AxisLimits, type PointAxis, type PointTone } from './point-plot.js';
import type { SeenExposure } from './seen-exposure.js';
import { useExposures } from './use-exposures.js';
import './curate.css';

/** Limits on what is measured, set where they can be seen: at once it shows how many exposures would be rejected. */
export function Curate({ session }: { session: Session }): ReactNode {
  const exposures = useExposures(session);
  if (exposures === undefined) return null;
  if (exposures.every(({ attributes: { motion_at } }) => motion_at === 0)) {
    return (
      <Empty icon="filter" title="Nothing is measured yet">
        <p>As soon as exposures are processed, their numbers are plotted here and limits on them can be set.</p>
      </Empty>
    );
  }
  return <CurateExposures session={session} exposures={exposures} />;
}

function CurateExposures({ session, exposures }: { session: Session; exposures: readonly SeenExposure[] }): ReactNode {
  const [search, setSearch] = useBrowseSearch();
  const [across = 'found_at', up = 'ctf_fit_to_A'] = (search.as ?? '').split('.').filter(isAxis);
  const x: AxisName = across;
  const y: AttributeName = isAttribute(up) ? up : 'ctf_fit_to_A';
  const [dragged, setDragged] = useState<Limit | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const limits = useMemo(() => limitsWith(session, dragged), [session, dragged]);
  const outside = useMemo(() => outsideOf(exposures, limits), [exposures, limits]);
  const now = useMemo(() => tally(exposures, outsideOf(exposures, limitsWith(session, null))), [exposures, session]);
  const then = useMemo(() => tally(exposures, outside), [exposures, outside]);
  const tones = useMemo(
    () =>
      exposures.map((one, index): PointTone => (chosen.has(one.uid) ? 'chosen' : toneOf(one, outside[index] === 1))),
    [exposures, outside, chosen],
  );
  const valuesX = useMemo(() => numbersOf(exposures, x), [exposures, x]);
  const valuesY = useMemo(() => numbersOf(exposures, y), [exposures, y]);
  const save = (limit: Limit): void => {
    setDragged(limit);
    void act(() => saveLimit(session, limit)).finally(() => setDragged(null));
  };
  const axis = (name: AxisName, values: Float64Array): PointAxis => {
    const { isTime, ...look } = axisOf(name);
    if (!isAttribute(name)) return { title: look.title, values, isTime, format: String };
    const attribute = attributeOf(name);
    const limit = limits.find((one) => one.name === name);
    const shown = (stored: number | null | undefined): number | null =>
      stored == null ? null : stored * attribute.scale;
    const stored = ({ low, high }: AxisLimits): Limit => ({
      name,
      min: toStored(name, low),
      max: toStored(name, high),
    });
    return {
      title: titleOf(attribute),
      values,
      isTime,
      format: (value) => formatShown(attribute, value),
      limits: { low: shown(limit?.min), high: shown(limit?.max) },
      onMove: (next) => setDragged(stored(next)),
      onSet: (next) => save(stored(next)),
    };
  };
  const [axisX, axisY] = [axis(x, valuesX), axis(y, valuesY)];
  const setAxes = (nextX: AxisName, nextY: AttributeName): void => setSearch({ as: `${nextX}.${nextY}` });
  const change = then.outside - now.outside;
  return (
    <div className="curate">
      <LimitList
        session={session}
        exposures={exposures}
        limits={limits}
        selected={y}
        onSelect={(name) => setAxes(x === name ? 'found_at' : x, name)}
      />
      <div className="curate-main" tabIndex={0} role="group" aria-label="Plots">
        <header className="curate-head">
          <p role="status" className="curate-sum">
            <strong>{countOf(then.outside, 'exposure')}</strong> of {formatCount(exposures.length)} outside the limits
            {change !== 0 && (
              <span className="change">
                {change > 0 ? `${formatCount(change)} more` : `${formatCount(-change)} fewer`} than before
              </span>
            )}
            <span className="faint">
              {formatCount(then.accepted)} accepted · {formatCount(then.byHand)} rejected by hand alone ·{' '}
              {formatCount(then.failed)} failed · {formatCount(then.waiting)} waiting
            </span>
          </p>
          <AxisChoice label="Along x" value={x} onChange={(next) => setAxes(next, y)} />
          <AxisChoice
            label="Along y"
            value={y}
            onChange={(next) => isAttribute(next) && setAxes(x, next)}
            withoutNumber
          />
        </header>
        <section className="sheet">
          <h3>
            {axisY.title} <span className="faint">over</span> {axisX.title}
          </h3>
          <PointPlot
            label={`${axisY.title} over ${axisX.title} of ${exposures.length} exposures; ${then.outside} are outside the limits`}
            x={axisX}
            y={axisY}
            tones={tones}
            height={380}
            onOpen={(index) => setSearch({ view: 'exposures', as: undefined, sel: String(exposures[index]?.uid ?? 1) })}
            onFrame={(indices) => setChosen(new Set(indices.map((index) => exposures[index]?.uid ?? 0)))}
            describe={(index) => describe(exposures[index], axisX, axisY, index)}
          />
          <p className="legend">
            <span className="key accent">Within</span>
            <span className="key danger">Rejected</span>
            <span className="key killed">Failed or waiting</span>
            <span className="faint">
              Drag the lines to set limits, drag over points to choose them, press one to open it.
            </span>
          </p>
        </section>
        <ChosenExposures
          session={session}
          chosen={exposures.filter(({ uid }) => chosen.has(uid))}
          onClear={() => setChosen(new Set())}
        />
        <div className="plots">
          {(x === y ? [axisY] : [axisY, axisX]).map((one) =>
            one.onSet === undefined || one.isTime ? null : <LimitField key={one.title} axis={one} />,
          )}
        </div>
      </div>
    </div>
  );
}

function isAxis(name: string): name is AxisName {
  return name === 'uid' || isAttribute(name);
}

function toneOf({ verdict, failed, manualReject, attributes: values }: SeenExposure, outside: boolean): PointTone {
  if (failed) return 'failed';
  if (outside || manualReject) return 'rejected';
  return values.ready_at > 0 && verdict !== 'waiting' ? 'accepted' : 'waiting';
}

/** Rounded as it is shown, so that what is read is what holds. */
function toStored(name: AttributeName, shown: number | null): number | null {
  if (shown === null) return null;
  const { scale, decimals } = attributeOf(name);
  return Number((Number(shown.toFixed(decimals)) / scale).toPrecision(12));
}

export function saveLimit({ project_uid, session_uid }: Session, { name, min, max }: Limit): Promise<unknown> {
  const given = { project_uid, session_uid, attribute: name };
  if (min === null && max === null) return callFunction('sessions.reset_attribute_threshold', given);
  return callFunction('sessions.update_attribute_threshold', {
    ...given,
    ...(min === null ? {} : { min_val: min }),
    ...(max === null ? {} : { max_val: max }),
  });
}

function describe(exposure: SeenExposure | undefined, x: PointAxis, y: PointAxis, index: number): string {
  const words = [y, x].map(({ format, values }) => format(values[index] ?? NaN)).join(' · ');
  return exposure === undefined ? '' : `${exposure.uid}: ${words}`;
}

function AxisChoice({
  label,
  value,
  withoutNumber = false,
  onChange,
}: {
  label: string;
  value: AxisName;
  withoutNumber?: boolean;
  onChange: (name: AxisName) => void;
}): ReactNode {
  return (
    <label className="axis-choice">
      <span>{label}</span>
      <select className="input" value={value} onChange={({ target }) => isAxis(target.value) && onChange(target.value)}>
        {!withoutNumber && <option value="uid">Number</option>}
        {attributes.map((attribute) => (
          <option key={attribute.name} value={attribute.name}>
            {titleOf(attribute)}
          </option>
        ))}
      </select>
    </label>
  );
}
