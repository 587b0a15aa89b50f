import type { Job } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { Icon } from '../design/icon.js';
import { pictureUrl } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { useBrowseSearch } from './search.js';
import { lookOf } from './state.js';

/** The newest jobs of a project or a workspace, side by side; each opens its dialog. */
export function JobTrack({ project, workspace }: { project: string; workspace?: string }): ReactNode {
  const within = workspace === undefined ? {} : { workspace_uid: [workspace] };
  const { data } = useCall('jobs.find', { project_uid: [project], ...within, order: -1, limit: 10 });
  return (
    <div className="track">
      {data?.length === 0 && <span className="none">No jobs yet</span>}
      {data?.map((job) => (
        <TrackJob key={job.uid} job={job} />
      ))}
    </div>
  );
}

function TrackJob({ job }: { job: Job }): ReactNode {
  const [, setSearch] = useBrowseSearch();
  const picture = job.ui_tile_images[0];
  return (
    <button
      type="button"
      title={`${job.uid} ${job.title || job.spec.type}: ${job.status}`}
      onClick={(event) => {
        event.stopPropagation();
        setSearch({ job: `${job.project_uid}-${job.uid}` });
      }}
    >
      {picture === undefined ? (
        <span className="glyph">
          <Icon name="jobs" />
        </span>
      ) : (
        <img src={pictureUrl(picture.fileid)} alt="" loading="lazy" />
      )}
      <span className="name">
        <span {...lookOf(job.status)} />
        {job.uid}
        <span className="unseen">{job.status}</span>
      </span>
    </button>
  );
}
