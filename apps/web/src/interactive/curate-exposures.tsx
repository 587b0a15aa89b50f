import type { Job } from '@vitreous/schema';
import { useMemo, useState, type ReactNode } from 'react';
import { lookOf } from '../browse/state.js';
import { Button } from '../design/button.js';
import { formatCount } from '../design/format.js';
import { finishJob, tellJob, useAsked } from './ask-job.js';
import { CurateField, type CuratedField } from './curate-field.js';
import { ExposureList, nameOf } from './exposure-list.js';
import { markOf, Micrograph, type Pick } from './micrograph.js';
import { useExposureList, type ListedMicrograph } from './use-exposure-list.js';

interface Summary {
  readonly counts: {
    readonly total: number;
    readonly accepted: number;
    readonly rejected: number;
    readonly manual: number;
  };
  readonly fields: readonly CuratedField[];
}

interface Curated extends ListedMicrograph {
  readonly status: 'accepted' | 'rejected';
  /** A person's own choice. */
  readonly manual: 'accepted' | 'rejected' | null;
  readonly reasons: readonly string[];
  readonly values: Readonly<Record<string, number | null>>;
}

const tones = { accepted: 'completed', rejected: 'failed' } as const;

/** Accepting and rejecting exposures: by limits on what was measured of them, and by eye. */
export function CurateExposures({ job }: { job: Job }): ReactNode {
  const { data } = useAsked<Summary>(job, 'get_fields_and_thresholds');
  const names = data?.fields.map(({ name }) => name) ?? [];
  const [status, setStatus] = useState('');
  const [order, setOrder] = useState('');
  const [descending, setDescending] = useState(false);
  const list = useExposureList<Curated>(job, {
    ...(status === '' ? {} : { status }),
    ...(order === '' ? {} : { order_by: order }),
    descending,
  });
  const values = useValues(job, names);
  const { row } = list;
  const choose = (one: 'accepted' | 'rejected' | null): void => {
    if (row !== undefined) void tellJob(job, 'set_exposure_status', { uids: [row.uid], status: one });
  };
  const onKey = (key: string): boolean => {
    const found = ({ a: 'accepted', r: 'rejected', u: null } as const)[key.toLowerCase()];
    if (found === undefined) return false;
    choose(found);
    return true;
  };
  const ordered = data?.fields.find(({ name }) => name === order);
  return (
    <div className="desk">
      <ExposureList
        list={list}
        onKey={onKey}
        head={
          <>
            <select
              className="input"
              aria-label="Which exposures"
              value={status}
              onChange={({ target }) => setStatus(target.value)}
            >
              <option value="">All</option>
              <option value="accepted">Accepted</option>
              <option value="rejected">Rejected</option>
            </select>
            <select
              className="input"
              aria-label="Order of the exposures"
              value={`${descending ? '-' : ''}${order}`}
              onChange={({ target: { value } }) => {
                setDescending(value.startsWith('-'));
                setOrder(value.replace(/^-/, ''));
              }}
            >
              <option value="">As they came</option>
              <option value="-">Last first</option>
              {data?.fields.flatMap(({ name, title }) => [
                <option key={name} value={name}>
                  {title}, least first
                </option>,
                <option key={`-${name}`} value={`-${name}`}>
                  {title}, most first
                </option>,
              ])}
            </select>
          </>
        }
        render={({ status: now, manual, reasons, values: own }) => (
          <>
            {ordered !== undefined && <span className="value">{tell(ordered, own[ordered.name])}</span>}
            <span {...lookOf(tones[now])} title={reasons.join('\n')}>
              <span className="unseen">{now}</span>
              {manual !== null && <span className="by">by eye</span>}
            </span>
          </>
        )}
      />
      <section className="desk-main" aria-label="The micrograph">
        {row === undefined ? (
          <p className="desk-wait">{list.total === 0 ? 'No exposure is as you asked.' : ''}</p>
        ) : (
          <>
            <header className="desk-head">
              <strong className="one-line">{nameOf(row.micrograph_path)}</strong>
              <span {...lookOf(tones[row.status])}>{row.status}</span>
              <span className="faint one-line" title={row.reasons.join('\n')}>
                {row.manual === null ? row.reasons[0] : 'by eye'}
              </span>
              <span className="segments" role="group" aria-label="This exposure">
                <button type="button" aria-pressed={row.manual === 'accepted'} onClick={() => choose('accepted')}>
                  Accept <kbd>A</kbd>
                </button>
                <button type="button" aria-pressed={row.manual === 'rejected'} onClick={() => choose('rejected')}>
                  Reject <kbd>R</kbd>
                </button>
                <button type="button" aria-pressed={row.manual === null} onClick={() => choose(null)}>
                  As limits say <kbd>U</kbd>
                </button>
              </span>
            </header>
            <Curable job={job} row={row} />
            <dl className="desk-values">
              {data?.fields.map((field) => (
                <div key={field.name}>
                  <dt>{field.title}</dt>
                  <dd>{tell(field, row.values[field.name])}</dd>
                </div>
              ))}
            </dl>
          </>
        )}
      </section>
      <section className="desk-side" aria-label="Limits">
        <div className="desk-scroll">
          {data?.fields.map((field) => (
            <CurateField
              key={field.name}
              field={field}
              values={values.get(field.name) ?? []}
              onSet={(thresholds, active) =>
                void tellJob(job, 'set_thresholds', { fields: [{ name: field.name, thresholds, active }] })
              }
            />
          ))}
          {data?.fields.length === 0 && (
            <p className="faint">Nothing was measured of these exposures: there is nothing to set limits on.</p>
          )}
        </div>
        {data !== undefined && (
          <footer className="desk-foot">
            <p role="status">
              <strong>{formatCount(data.counts.accepted)}</strong> accepted,{' '}
              <strong>{formatCount(data.counts.rejected)}</strong> rejected
              {data.counts.manual > 0 && <span className="faint">, {formatCount(data.counts.manual)} by eye</span>}
            </p>
            <Button tone="primary" icon="check" onClick={() => void finishJob(job, 'finish')}>
              Finish
            </Button>
          </footer>
        )}
      </section>
    </div>
  );
}

function tell({ decimals, unit }: CuratedField, value: number | null | undefined): string {
  return value == null ? '–' : `${value.toFixed(decimals)}${unit === '' ? '' : ` ${unit}`}`;
}

/** What was measured of every exposure, by field. */
function useValues(job: Job, names: readonly string[]): ReadonlyMap<string, readonly (number | null)[]> {
  const { data } = useAsked<{ values: Readonly<Record<string, readonly (number | null)[]>> }>(
    job,
    names.length === 0 ? 'get_fields_and_thresholds' : 'get_values',
    names.length === 0 ? {} : { names },
    { still: true },
  );
  return new Map(Object.entries(data?.values ?? {}));
}

/** The micrograph with the particles that are connected, if any are. */
function Curable({ job, row }: { job: Job; row: Curated }): ReactNode {
  const { uid, micrograph_path: path } = row;
  const connected = (job.spec.inputs['particles']?.connections.length ?? 0) > 0;
  const { data } = useAsked<{ picks: readonly Pick[] }>(
    job,
    'get_picks',
    { uid },
    { still: true, keep: false, enabled: connected },
  );
  const marks = useMemo(() => (data?.picks ?? []).map((pick) => markOf(pick, 'kept')), [data]);
  return <Micrograph job={job} uid={uid} path={path} marks={marks} />;
}
