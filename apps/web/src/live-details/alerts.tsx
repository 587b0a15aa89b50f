import { useQuery } from '@tanstack/react-query';
import type { Session } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { Field, TextField } from '../design/field.js';
import { formatCount, formatTime } from '../design/format.js';
import { act } from '../server/act.js';
import { callApi } from '../server/call.js';
import { refreshInterval } from '../server/updates.js';

interface Rule {
  readonly attribute: string;
  readonly min: number | null;
  readonly max: number | null;
}

/** What `GET /api/live/alert` answers: docs/alerts.md. */
interface AlertState {
  readonly rule: Rule | null;
  readonly recent: { readonly values: number; readonly in_bounds: number };
  readonly silent: number;
  readonly last_alert: { readonly at: string; readonly message: string } | null;
  readonly webhook_host: string | null;
  readonly waiting: number;
  readonly last_delivery: { readonly at: string; readonly error: string | null } | null;
}

/** Whom a session tells when its exposures go bad, and when. */
export function Alerts({ session }: { session: Session }): ReactNode {
  const { project_uid, session_uid } = session;
  const query = new URLSearchParams({ project_uid, session_uid });
  const { data } = useQuery({
    queryKey: ['sessions.alert', project_uid, session_uid],
    queryFn: async ({ signal }) => (await callApi(`/live/alert?${query}`, 'GET', { signal })) as AlertState,
    // The server tells of exposures, not of messages on their way.
    refetchInterval: ({ state }) => ((state.data?.waiting ?? 0) > 0 ? 1500 : refreshInterval()),
  });
  const tell = (body: object, done?: string): Promise<boolean> =>
    act(() => callApi('/live/alert', 'POST', { body: { project_uid, session_uid, ...body } }), done);
  return (
    <section className="boxed details-part" aria-label="Alerts">
      <h2>Alerts</h2>
      {data !== undefined && (
        <>
          <RuleForm key={JSON.stringify(data.rule)} session={session} rule={data.rule} tell={tell} />
          {data.rule !== null && data.recent.values > 0 && (
            <p className="faint">
              {formatCount(data.recent.in_bounds)} of the last {formatCount(data.recent.values)} are in bounds.
            </p>
          )}
          {data.last_alert !== null && (
            <p className="notice warning">
              {formatTime(data.last_alert.at)}: {data.last_alert.message}
            </p>
          )}
          <hr />
          <Webhook state={data} tell={tell} />
        </>
      )}
    </section>
  );
}

type Tell = (body: object, done?: string) => Promise<boolean>;

function RuleForm({ session, rule, tell }: { session: Session; rule: Rule | null; tell: Tell }): ReactNode {
  const [attribute, setAttribute] = useState(rule?.attribute ?? 'ctf_fit_to_A');
  const [min, setMin] = useState(rule?.min === null || rule === null ? '' : String(rule.min));
  const [max, setMax] = useState(rule?.max === null || rule === null ? '' : String(rule.max));
  const numberOf = (text: string): number | null => (text.trim() === '' ? null : Number(text));
  const [low, high] = [numberOf(min), numberOf(max)];
  const isRight = (low !== null || high !== null) && !Number.isNaN(low) && !Number.isNaN(high);
  return (
    <>
      <p className="faint">
        When fewer than a quarter of the last 25 exposures are in bounds, all who may use the project are told.
      </p>
      <Field label="Attribute">
        {(control) => (
          <select
            className="input"
            {...control}
            value={attribute}
            onChange={({ target }) => setAttribute(target.value)}
          >
            {session.attributes
              .filter(({ name }) => !name.endsWith('_at'))
              .map(({ name, title }) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
          </select>
        )}
      </Field>
      <div className="pair">
        <TextField label="At least" placeholder="Open" inputMode="decimal" value={min} onChange={setMin} />
        <TextField label="At most" placeholder="Open" inputMode="decimal" value={max} onChange={setMax} />
      </div>
      <div className="job-buttons">
        <Button
          tone={rule === null ? 'primary' : undefined}
          disabled={!isRight}
          onClick={() => void tell({ rule: { attribute, min: low, max: high } }, 'The alert is set')}
        >
          Set the alert
        </Button>
        {rule !== null && <Button onClick={() => void tell({ rule: null })}>Remove</Button>}
      </div>
    </>
  );
}

function Webhook({ state, tell }: { state: AlertState; tell: Tell }): ReactNode {
  const [url, setUrl] = useState('');
  const { webhook_host: host, waiting, last_delivery: last } = state;
  const save = async (): Promise<void> => {
    if (await tell({ webhook: url }, 'The webhook is set')) setUrl('');
  };
  return (
    <>
      <TextField
        label="Webhook"
        type="url"
        placeholder={host === null ? 'https://…' : `Leads to ${host}`}
        hint="It is told of alerts, and when the session pauses because of trouble. An administrator says where it may lead."
        value={url}
        onChange={setUrl}
      />
      <div className="job-buttons">
        <Button disabled={url.trim() === ''} onClick={() => void save()}>
          Set the webhook
        </Button>
        {host !== null && (
          <>
            <Button onClick={() => void tell({ test: true }, 'A test message is on its way')}>Send a test</Button>
            <Button onClick={() => void tell({ webhook: null })}>Remove</Button>
          </>
        )}
      </div>
      {(waiting > 0 || last !== null) && (
        <p className="faint">
          {waiting > 0 && `${formatCount(waiting)} messages wait. `}
          {last !== null && `Last told ${formatTime(last.at)}${last.error === null ? '.' : `: ${last.error}`}`}
        </p>
      )}
    </>
  );
}
