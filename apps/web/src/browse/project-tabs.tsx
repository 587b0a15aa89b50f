import { Link } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';

/** The lists inside a project; each of them opens it. */
export function ProjectTabs({ project }: { project: string }): ReactNode {
  const stats = useCall('projects.find_one', { project_uid: project }).data?.project_stats;
  useEffect(() => {
    // Opening is remembered; that it cannot be, in an archived project, does not keep anybody out.
    callFunction('projects.view', { project_uid: project }).catch(() => undefined);
  }, [project]);
  const common = { params: { project }, search: {}, activeOptions: { exact: true, includeSearch: false } } as const;
  return (
    <nav className="tabs" aria-label="Lists of the project">
      <Link to="/projects/$project" {...common}>
        Workspaces <span className="faint">{stats?.workspace_count}</span>
      </Link>
      <Link to="/projects/$project/sessions" {...common}>
        Sessions <span className="faint">{stats?.session_count}</span>
      </Link>
      <Link to="/projects/$project/jobs" {...common}>
        Jobs <span className="faint">{stats?.job_count}</span>
      </Link>
    </nav>
  );
}
