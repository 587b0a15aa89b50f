import { Link, useParams, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Icon } from '../design/icon.js';
import { useCall } from '../server/use-call.js';

const titles: Readonly<Record<string, string>> = {
  projects: 'Projects',
  workspaces: 'Workspaces',
  sessions: 'Sessions',
  jobs: 'Jobs',
  queue: 'Queue',
  account: 'Your account',
  admin: 'Administration',
};

/** Where the page stands: project, workspace, list. */
export function Breadcrumbs(): ReactNode {
  const { project, workspace, session } = useParams({ strict: false });
  const parts = useRouterState({ select: ({ location }) => location.pathname.split('/').filter(Boolean) });
  const first = titles[parts[0] ?? ''] ?? 'Vitreous';
  const inside = workspace ?? session;
  const list = project === undefined || inside !== undefined ? undefined : titles[parts[2] ?? 'workspaces'];
  return (
    <nav className="crumbs" aria-label="Where you are">
      <ol>
        <li>
          {project === undefined ? (
            <span aria-current="page">{first}</span>
          ) : (
            <Link to="/projects" search={{ sel: project }}>
              Projects
            </Link>
          )}
        </li>
        {project !== undefined && <ProjectCrumb uid={project} />}
        {project !== undefined && workspace !== undefined && <WorkspaceCrumb project={project} uid={workspace} />}
        {project !== undefined && session !== undefined && <SessionCrumb project={project} uid={session} />}
        {list !== undefined && (
          <li>
            <Icon name="right" />
            <span aria-current="page">{list}</span>
          </li>
        )}
      </ol>
    </nav>
  );
}

function ProjectCrumb({ uid }: { uid: string }): ReactNode {
  const { data } = useCall('projects.find_one', { project_uid: uid });
  return (
    <li>
      <Icon name="right" />
      <Link to="/projects/$project" params={{ project: uid }} search={{}}>
        {uid} {data?.title}
      </Link>
    </li>
  );
}

function WorkspaceCrumb({ project, uid }: { project: string; uid: string }): ReactNode {
  const { data } = useCall('workspaces.find_one', { project_uid: project, workspace_uid: uid });
  return (
    <li>
      <Icon name="right" />
      <span aria-current="page">
        {uid} {data?.title}
      </span>
    </li>
  );
}

function SessionCrumb({ project, uid }: { project: string; uid: string }): ReactNode {
  const { data } = useCall('sessions.find_one', { project_uid: project, session_uid: uid });
  return (
    <li>
      <Icon name="right" />
      <span aria-current="page">
        {uid} {data?.title}
      </span>
    </li>
  );
}
