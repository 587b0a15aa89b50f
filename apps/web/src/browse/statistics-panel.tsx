import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { IconButton } from '../design/button.js';
import { formatCount, formatTime } from '../design/format.js';
import { useJobTypes } from '../jobs/job-types.js';
import { Fact, Panel } from './sidebar.js';
import { lookOf } from './state.js';

interface Props {
  readonly stats: {
    readonly updated_at: string | null;
    readonly job_status: Readonly<Record<string, number>>;
    readonly job_types: Readonly<Record<string, number>>;
    readonly job_count: number;
    readonly workspace_count?: number;
    readonly session_count?: number;
  };
  readonly project: string;
  /** The workspace whose jobs these are; the whole project's without one. */
  readonly workspace?: string;
  readonly onRefresh: () => void;
}

/** Counts, each of which leads to what it counts. */
export function StatisticsPanel({ stats, project, workspace, onRefresh }: Props): ReactNode {
  const types = useJobTypes();
  const jobs =
    workspace === undefined
      ? ({ to: '/projects/$project/jobs', params: { project } } as const)
      : ({ to: '/projects/$project/workspaces/$workspace', params: { project, workspace } } as const);
  return (
    <Panel title="Statistics">
      <dl className="facts">
        <Fact name="Last updated">
          {formatTime(stats.updated_at)} <IconButton icon="refresh" label="Count again" onClick={onRefresh} />
        </Fact>
      </dl>
      <div className="stat-rows">
        {stats.workspace_count !== undefined && (
          <div>
            Workspaces <strong>{formatCount(stats.workspace_count)}</strong>
            <Link to="/projects/$project" params={{ project }} search={{}}>
              View<span className="unseen"> workspaces</span>
            </Link>
          </div>
        )}
        {stats.session_count !== undefined && (
          <div>
            Sessions <strong>{formatCount(stats.session_count)}</strong>
            <Link to="/projects/$project/sessions" params={{ project }} search={{}}>
              View<span className="unseen"> sessions</span>
            </Link>
          </div>
        )}
        <div>
          Jobs <strong>{formatCount(stats.job_count)}</strong>
          <Link {...jobs} search={{}}>
            View<span className="unseen"> jobs</span>
          </Link>
        </div>
      </div>
      {stats.job_count > 0 && (
        <>
          <div className="stat-title">Job status</div>
          <div className="pills">
            {Object.entries(stats.job_status).map(([status, count]) => (
              <Link key={status} className="pill" {...jobs} search={{ status }}>
                <span {...lookOf(status)}>{status}</span> <span className="count">{count}</span>
              </Link>
            ))}
          </div>
          <div className="stat-title">Job types</div>
          <div className="pills">
            {Object.entries(stats.job_types)
              .sort(([, a], [, b]) => b - a)
              .map(([type, count]) => (
                <Link key={type} className="pill" {...jobs} search={{ type }}>
                  {types.titleOf(type)} <span className="count">{count}</span>
                </Link>
              ))}
          </div>
        </>
      )}
    </Panel>
  );
}
