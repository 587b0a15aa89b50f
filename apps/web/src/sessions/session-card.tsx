import { Link } from '@tanstack/react-router';
import type { Exposure, Session } from '@vitreous/schema';
import { useMemo, useState, type ReactNode } from 'react';
import './sessions.css';
import type { MenuOpener } from '../browse/browse-list.js';
import { CardHead } from '../browse/card-head.js';
import { factsOfWorkspace } from '../browse/facts.js';
import { JobCategories } from '../browse/job-categories.js';
import { JobTrack } from '../browse/job-track.js';
import { State } from '../browse/state.js';
import { TagPills } from '../browse/tags.js';
import { Dialog } from '../design/dialog.js';
import { formatDay } from '../design/format.js';
import { Icon } from '../design/icon.js';
import { Markdown } from '../design/markdown.js';
import { MicrographViewer } from '../micrograph/micrograph-viewer.js';
import { readExposure } from '../live/seen-exposure.js';
import { useSources } from '../live/use-sources.js';
import { nameOf, usePeople } from '../server/account.js';
import { pictureUrl } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { SessionNumbers } from './session-numbers.js';

/** A session at a glance: its latest exposure, its jobs, its numbers, and the ways into it. */
export function SessionCard({ session, menu }: { session: Session; menu: MenuOpener }): ReactNode {
  const people = usePeople();
  const { uid, project_uid, description, created_by_user_id } = session;
  const params = { project: project_uid, workspace: uid };
  return (
    <>
      <CardHead facts={factsOfWorkspace(session)} menu={menu}>
        <State status={session.status} />
      </CardHead>
      <div className="session-preview">
        <LatestExposure session={session} />
        <JobTrack project={project_uid} workspace={uid} />
      </div>
      <SessionNumbers session={session} />
      <div className="card-body">
        <div className="by">
          {project_uid} · created {formatDay(session.created_at)}
          {created_by_user_id !== null && ` by ${nameOf(people.get(created_by_user_id))}`}
        </div>
        <JobCategories counts={session.workspace_stats.job_sections} params={params} />
        <TagPills uids={session.tags} />
        {description !== null && description !== '' && (
          <div className="clamp">
            <Markdown text={description} />
          </div>
        )}
      </div>
      <footer className="card-foot">
        <Link
          to="/projects/$project/sessions/$session"
          params={{ project: project_uid, session: session.session_uid }}
          search={{}}
        >
          View session
          <Icon name="sessions" />
        </Link>
        <Link to="/projects/$project/workspaces/$workspace" params={params} search={{}}>
          View jobs
          <Icon name="right" />
        </Link>
      </footer>
    </>
  );
}

/** The newest exposure that has a picture; pressing it shows it from near. */
function LatestExposure({ session }: { session: Session }): ReactNode {
  const [near, setNear] = useState(false);
  const { project_uid, session_uid } = session;
  const { data } = useCall('exposures.find', {
    project_uid: [project_uid],
    session_uid: [session_uid],
    order: -1,
    limit: 12,
  });
  const newest = data?.find(({ preview_img_1x }) => preview_img_1x.length > 0);
  if (newest === undefined) {
    return (
      <span className="exposure-preview">
        <Icon name="picture" />
      </span>
    );
  }
  const small = newest.preview_img_1x[0] ?? '';
  return (
    <>
      <button
        type="button"
        className="exposure-preview"
        onClick={(event) => {
          event.stopPropagation();
          setNear(true);
        }}
      >
        <img src={pictureUrl(small)} alt={`Exposure ${newest.uid}, enlarge`} />
      </button>
      {near && (
        <Dialog title={`${session_uid}, exposure ${newest.uid}`} kind="large" onClose={() => setNear(false)}>
          <NearExposure session={session} exposure={newest} />
        </Dialog>
      )}
    </>
  );
}

function NearExposure({ session, exposure }: { session: Session; exposure: Exposure }): ReactNode {
  const [height = 1024, width = 1024] = exposure.micrograph_shape;
  return (
    <MicrographViewer
      label={`Micrograph of exposure ${exposure.uid}`}
      {...useSources(session, readExposure(exposure))}
      size={useMemo(() => ({ width, height }), [width, height])}
      pixelSizeA={exposure.micrograph_psize}
    />
  );
}
