import type { Job } from '@vitreous/schema';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { Empty } from '../shell/page-states.js';
import { PrintedLog } from './printed-log.js';
import { LogPicture } from './log-picture.js';
import { useCall } from '../server/use-call.js';

/** What `jobs.get_event_logs` answers, in the parts that are shown. */
interface Shown {
  readonly _id: string;
  readonly created_at: string;
  readonly type?: string;
  readonly text?: string;
  readonly cpumem_mb: number | null;
  readonly imgfiles?: readonly { readonly fileid: string; readonly filename: string; readonly filetype: string }[];
}

/** A job's log as it grows: sentences, warnings, errors, pictures. It stays at its end unless somebody scrolls up. */
export function EventLog({ job }: { job: Job }): ReactNode {
  const { data } = useCall('jobs.get_event_logs', { project_uid: job.project_uid, job_uid: job.uid });
  const [words, setWords] = useState('');
  const [pictures, setPictures] = useState(true);
  const frame = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const all = (data ?? []) as readonly Shown[];
  const checkpoints = all.filter(({ type }) => type === 'checkpoint');
  const [from, setFrom] = useState('');
  const [printed, setPrinted] = useState(false);
  const start = Math.max(
    0,
    all.findIndex(({ _id }) => _id === from),
  );
  const events = all.slice(start);
  const shown = events.filter(({ text = '' }) => text.toLowerCase().includes(words.toLowerCase()));
  useEffect(() => {
    if (atEnd.current) frame.current?.scrollTo({ top: frame.current.scrollHeight });
  }, [shown.length]);
  if (data !== undefined && events.length === 0) {
    const ended = ['completed', 'killed', 'failed'].includes(job.status);
    return (
      <div role="tabpanel" aria-label="Event log">
        <Empty icon="jobs" title={ended ? 'Nothing was logged' : 'Nothing logged yet'}>
          {!ended && (
            <p>
              {job.status === 'building' ? 'Queue the job to see here what it does.' : 'It appears here as it comes.'}
            </p>
          )}
        </Empty>
      </div>
    );
  }
  return (
    <>
      <div className="log-tools">
        <input
          className="input"
          type="search"
          aria-label="Find in the log"
          placeholder="Find in the log"
          value={words}
          onChange={({ target }) => setWords(target.value)}
        />
        <label className="check">
          <input type="checkbox" checked={pictures} onChange={({ target }) => setPictures(target.checked)} />
          Pictures
        </label>
        {checkpoints.length > 0 && (
          <label className="check">
            From
            <select className="input" value={from} onChange={({ target }) => setFrom(target.value)}>
              <option value="">the beginning</option>
              {checkpoints.map(({ _id, created_at }, index) => (
                <option key={_id} value={_id}>
                  checkpoint {index + 1}, {new Date(created_at).toTimeString().slice(0, 8)}
                </option>
              ))}
            </select>
          </label>
        )}
        <span className="faint">{shown.length} entries</span>
        <span className="space" />
        <Button tone="plain" icon="file" onClick={() => setPrinted(true)}>
          All that it printed
        </Button>
        {printed && <PrintedLog job={job} onClose={() => setPrinted(false)} />}
      </div>
      <div
        className="job-tab"
        role="tabpanel"
        aria-label="Event log"
        tabIndex={0}
        ref={frame}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          atEnd.current = scrollHeight - scrollTop - clientHeight < 40;
        }}
      >
        <div className="log">
          {shown.map((event) => (
            <LogEntry key={event._id} event={event} pictures={pictures} />
          ))}
        </div>
      </div>
    </>
  );
}

function LogEntry({ event, pictures }: { event: Shown; pictures: boolean }): ReactNode {
  const { type = 'text', text = '', imgfiles = [], cpumem_mb, created_at } = event;
  const time = new Date(created_at).toTimeString().slice(0, 8);
  const drawable = imgfiles.filter(({ filetype }) => /png|jpe?g|gif|svg/.test(filetype));
  return (
    <>
      <div className={`log-line ${type}`}>
        <time className="faint" dateTime={created_at} title={created_at}>
          {time}
        </time>
        <span className="faint number">{cpumem_mb === null ? '' : `${Math.round(cpumem_mb)} MB`}</span>
        <span className="text">{type === 'checkpoint' ? 'Checkpoint' : text}</span>
      </div>
      {pictures &&
        drawable.map(({ fileid, filename }) => <LogPicture key={fileid} fileid={fileid} title={text || filename} />)}
    </>
  );
}
