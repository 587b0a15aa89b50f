import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { IconButton } from '../design/button.js';
import { formatBytes } from '../design/format.js';
import { Icon } from '../design/icon.js';
import { callFunction, sentenceOf } from '../server/call.js';

interface Props {
  readonly folder: string;
  readonly onChoose: (path: string) => void;
  /** Files can be chosen too, not folders alone. */
  readonly files?: boolean;
}

/** The server's folders, one at a time. */
export function FolderBrowser({ folder, onChoose, files = false }: Props): ReactNode {
  const [hidden, setHidden] = useState(false);
  const path = folder.startsWith('/') ? folder : '/';
  const { data, error } = useQuery({
    queryKey: ['instance.browse_files', path],
    queryFn: () => callFunction('instance.browse_files', { abs_path_glob: path }),
    retry: false,
    placeholderData: (before) => before,
  });
  const shown = (data?.files ?? [])
    .filter((file) => (files || file.type === 'dir') && (hidden || !file.is_hidden))
    .sort((a, b) => Number(b.type === 'dir') - Number(a.type === 'dir'));
  return (
    <div className="field">
      <div className="panel-head">
        <span className="faint one-line">{path}</span>
        <span>
          <IconButton
            icon="up"
            label="One folder up"
            disabled={path === '/'}
            onClick={() => onChoose(data?.back_path ?? '/')}
          />
          <IconButton icon="filter" label="Hidden folders" aria-pressed={hidden} onClick={() => setHidden(!hidden)} />
        </span>
      </div>
      <div className="folders" role="group" aria-label="Folders on the server">
        {error !== null && <p className="wrong folders-note">{sentenceOf(error)}</p>}
        {error === null && shown.length === 0 && <p className="faint folders-note">Nothing to choose in here.</p>}
        {error === null &&
          shown.map((file) => (
            <button key={file.path_abs} type="button" onClick={() => onChoose(file.path_abs)}>
              <Icon name={file.type === 'dir' ? 'folder' : 'file'} />
              <span className="one-line">{file.file_name}</span>
              {file.type === 'file' && <span className="role faint">{formatBytes(file.size ?? 0)}</span>}
            </button>
          ))}
      </div>
    </div>
  );
}
