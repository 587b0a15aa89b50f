import { Link } from '@tanstack/react-router';
import type { Project } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { IconButton } from '../design/button.js';
import { formatBytes, formatTime } from '../design/format.js';
import { nameOf, usePeople } from '../server/account.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { DescriptionPanel } from './description-panel.js';
import { TitleFact } from './editable-title.js';
import { ProjectParameters } from './project-parameters.js';
import { projectActions } from './project-actions.js';
import { useBrowseSearch } from './search.js';
import { SharingPanel } from './sharing-panel.js';
import { CopyPath, Fact, Panel, Sidebar, TagsFact } from './sidebar.js';
import { State } from './state.js';
import { StatisticsPanel } from './statistics-panel.js';

/** Everything about a project beside a list; as the way in where it is one of the list. */
export function ProjectSidebar({ project, onDeselect }: { project: Project; onDeselect?: () => void }): ReactNode {
  const people = usePeople();
  const [, setSearch] = useBrowseSearch();
  const { uid } = project;
  const given = { project_uid: uid };
  const accessed = project.last_accessed;
  return (
    <Sidebar
      uid={uid}
      title={project.title}
      onDeselect={onDeselect}
      actions={projectActions(project, setSearch)}
      open={
        onDeselect !== undefined && (
          <Link className="button primary" to="/projects/$project" params={{ project: uid }} search={{}}>
            View project
          </Link>
        )
      }
    >
      <Panel title="Details">
        <dl className="facts">
          <TitleFact
            key={uid}
            title={project.title}
            save={(title) => callFunction('projects.set_title', { ...given, title })}
          />
          {(project.archived || project.detached) && (
            <Fact name="State">
              <State status={project.detached ? 'detached' : 'archived'} />
            </Fact>
          )}
          <TagsFact targets={[{ kind: 'project', project: uid, uid }]} uids={project.tags} />
          <Fact name="Created">{formatTime(project.created_at)}</Fact>
          <Fact name="Created by">{nameOf(people.get(project.owner_user_id))}</Fact>
          <Fact name="Last accessed">{formatTime(accessed?.accessed_at)}</Fact>
          <Fact name="Last accessed by">
            {accessed === null || accessed.name === '' ? '–' : fullName(people, accessed.name)}
          </Fact>
          <Fact name="Directory">
            <CopyPath path={project.project_dir} />
          </Fact>
          <Fact name="Size">{formatBytes(project.size)}</Fact>
          <Fact name="Size last updated">
            {formatTime(project.size_last_updated)}{' '}
            <IconButton
              icon="refresh"
              label="Measure the size again"
              onClick={() => void act(() => callFunction('projects.refresh_size', given), 'The size is being measured')}
            />
          </Fact>
        </dl>
      </Panel>
      <DescriptionPanel
        key={uid}
        text={project.description}
        save={(description) => callFunction('projects.set_description', { ...given, description })}
      />
      <SharingPanel project={project} />
      <StatisticsPanel
        stats={project.project_stats}
        project={uid}
        onRefresh={() => void act(() => callFunction('projects.refresh_size', given), 'Everything is being counted')}
      />
      <ProjectParameters project={project} />
    </Sidebar>
  );
}

/** The record holds the name a person logs in with; their full name is what others know. */
function fullName(people: ReturnType<typeof usePeople>, name: string): string {
  const found = [...people.values()].find((person) => person.name === name);
  return found === undefined ? name : nameOf(found);
}
