import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { TextField } from '../design/field.js';
import { countOf, formatCount } from '../design/format.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { Empty, Trouble } from '../shell/page-states.js';
import { groupLinks, type LinkGroup } from './group-links.js';

/** So many broken links of a group are named. */
const mostNamed = 10;

/** Where the links of a project lead, as those to raw data do, and which lead to nothing any more. */
export function ProjectLinks({ project, onClose }: { project: string; onClose: () => void }): ReactNode {
  // The whole directory is read for it: when it is opened and when links were changed, not with each change of the project.
  const { data, error, refetch } = useQuery({
    queryKey: ['links', project],
    queryFn: ({ signal }) => callFunction('projects.get_symlinks', { project_uid: project }, signal),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const groups = groupLinks(data ?? []);
  const broken = groups.reduce((sum, group) => sum + group.broken.length, 0);
  const state = (): string => {
    if (data === undefined) return 'The directory of the project is being read…';
    return broken === 0
      ? `${countOf(data.length, 'link')}, and what each leads to is there.`
      : `${formatCount(broken)} of ${countOf(data.length, 'link')} ${broken === 1 ? 'leads' : 'lead'} to nothing.`;
  };
  return (
    <Dialog title={`Links of ${project}`} kind="slide-over" onClose={onClose}>
      <div className="dialog-body form">
        <p className="faint">
          Imported movies and other raw data are not copied: the project holds links to them. A link leads to nothing
          once what it led to was moved or deleted.
        </p>
        {data === undefined && error !== null ? (
          <Trouble error={error} onRetry={() => void refetch()} />
        ) : data?.length === 0 ? (
          <Empty icon="link" title="There are no links">
            <p>All that this project holds lies in its own directory.</p>
          </Empty>
        ) : (
          <p className={broken === 0 ? 'notice' : 'notice danger'} role="status">
            <span>{state()}</span>
          </p>
        )}
        <ul className="link-groups">
          {groups.map((group) => (
            <li key={`${group.owner} ${group.folder}`}>
              <Group project={project} group={group} />
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function Group({ project, group }: { project: string; group: LinkGroup }): ReactNode {
  const { owner, folder, count, broken } = group;
  const [moved, setMoved] = useState<string | null>(null);
  const mend = async (to: string): Promise<void> => {
    const given = { project_uid: project, job_uid: owner, prefix_cut: folder, prefix_new: to.trim() };
    const done = await act(
      () => callFunction('jobs.update_directory_symlinks', given),
      `Links of ${owner} lead to ${to.trim()}`,
    );
    if (done) setMoved(null);
  };
  return (
    <section className="boxed link-group" aria-label={`Links of ${owner || project} to ${folder}`}>
      <header>
        <span className="uid">{owner || project}</span>
        <code className="file-path">{folder}</code>
        <span className={broken.length === 0 ? 'faint' : 'wrong'}>
          {broken.length === 0
            ? countOf(count, 'link')
            : `${formatCount(broken.length)} of ${formatCount(count)} missing`}
        </span>
      </header>
      {broken.length > 0 && (
        <ul className="code faint">
          {broken.slice(0, mostNamed).map((path) => (
            <li key={path}>{path}</li>
          ))}
          {broken.length > mostNamed && <li>… and {formatCount(broken.length - mostNamed)} more</li>}
        </ul>
      )}
      {broken.length > 0 && !owner.startsWith('J') && (
        <p className="faint">
          Put the data back where it was: these links are not of a job and cannot be led elsewhere.
        </p>
      )}
      {broken.length > 0 && owner.startsWith('J') && moved === null && (
        <Button onClick={() => setMoved(folder)}>It was moved…</Button>
      )}
      {moved !== null && (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            void mend(moved);
          }}
        >
          <TextField
            label="Where it is now"
            hint={`Every link of ${owner} that leads to ${folder} leads there instead.`}
            required
            value={moved}
            onChange={setMoved}
            autoFocus
          />
          <div className="row-end">
            <Button onClick={() => setMoved(null)}>Cancel</Button>
            <Button type="submit" tone="primary" disabled={moved.trim() === folder}>
              Lead them there
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}
