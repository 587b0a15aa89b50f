import type { ReactNode } from 'react';
import { pictureUrl } from '../server/call.js';
import { useCall } from '../server/use-call.js';

interface Logged {
  readonly text?: string;
  readonly imgfiles?: readonly { readonly fileid: string; readonly filetype: string }[];
}

/** The latest of each picture that a job has drawn: projections, correlation, fall-off, viewing directions. */
export function JobPictures({ project, job, none }: { project: string; job: string; none: ReactNode }): ReactNode {
  const { data } = useCall('jobs.get_event_logs', { project_uid: project, job_uid: job });
  if (data === undefined) return null;
  // Numbers in a title change from map to map; the picture is of the same kind.
  const kinds = new Map(
    (data as readonly Logged[]).flatMap(({ text = '', imgfiles = [] }) => {
      const fileid = imgfiles.find(({ filetype }) => /png|jpe?g|svg/.test(filetype))?.fileid;
      return fileid === undefined ? [] : [[text.replace(/[\d.]+/g, ''), { text, fileid }] as const];
    }),
  );
  if (kinds.size === 0) return none;
  return (
    <div className="job-pictures" tabIndex={0} role="group" aria-label={`Pictures of ${job}`}>
      {[...kinds.values()].map(({ text, fileid }) => (
        <figure key={fileid} className="boxed">
          <figcaption>{text}</figcaption>
          <img src={pictureUrl(fileid)} alt={text} />
        </figure>
      ))}
    </div>
  );
}
