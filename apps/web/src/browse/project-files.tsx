import { useState, type ReactNode } from 'react';
import { IconButton } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { countOf } from '../design/format.js';
import { Icon } from '../design/icon.js';
import { projectFileUrl } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { Trouble } from '../shell/page-states.js';

interface Props {
  readonly project: string;
  /** A folder within the project; '' for all of it. */
  readonly start: string;
  readonly onClose: () => void;
}

/** What lies in the directory of a project: folders to go into, files to take away. */
export function ProjectFiles({ project, start, onClose }: Props): ReactNode {
  const [path, setPath] = useState(start);
  const { data, error, refetch } = useCall('projects.ls', { project_uid: project, path });
  const parts = path.split('/').filter(Boolean);
  // A file is told by its own name alone.
  const isFile = data?.length === 1 && data[0] === path && path !== '';
  const name = parts.at(-1) ?? project;
  return (
    <Dialog title={`Files of ${project}`} onClose={onClose}>
      <div className="dialog-body form">
        <div className="panel-head">
          <nav aria-label="Folder" className="file-path">
            <button type="button" className="link-button" onClick={() => setPath('')}>
              {project}
            </button>
            {parts.map((part, depth) => (
              <span key={parts.slice(0, depth + 1).join('/')}>
                {' / '}
                <button
                  type="button"
                  className="link-button"
                  onClick={() => setPath(parts.slice(0, depth + 1).join('/'))}
                >
                  {part}
                </button>
              </span>
            ))}
          </nav>
          <IconButton
            icon="up"
            label="One folder up"
            disabled={path === ''}
            onClick={() => setPath(parts.slice(0, -1).join('/'))}
          />
        </div>
        {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
        {isFile ? (
          <a className="button" href={projectFileUrl(project, path)} download={name}>
            <Icon name="down" /> Download {name}
          </a>
        ) : (
          error === null && (
            <>
              <ul className="folders tall" aria-label="What is in it">
                {data?.map((entry) => (
                  <li key={entry}>
                    <FileEntry project={project} entry={entry} onOpen={setPath} />
                  </li>
                ))}
              </ul>
              <p className="faint">{countOf(data?.length ?? 0, 'entry').replace(/entrys$/, 'entries')}</p>
            </>
          )
        )}
      </div>
    </Dialog>
  );
}

/** The server lists names; those that end as files do are offered at once, the rest is gone into. */
function FileEntry({
  project,
  entry,
  onOpen,
}: {
  project: string;
  entry: string;
  onOpen: (path: string) => void;
}): ReactNode {
  const name = entry.split('/').at(-1) ?? entry;
  if (/\.\w{1,6}$/.test(name)) {
    return (
      <a href={projectFileUrl(project, entry)} download={name}>
        <Icon name="file" />
        <span className="one-line">{name}</span>
      </a>
    );
  }
  return (
    <button type="button" onClick={() => onOpen(entry)}>
      <Icon name="folder" />
      <span className="one-line">{name}</span>
    </button>
  );
}
