import { useQuery } from '@tanstack/react-query';
import type { ExposureGroup, Session } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { FolderBrowser } from '../browse/folder-browser.js';
import { Button, IconButton } from '../design/button.js';
import { TextField } from '../design/field.js';
import { countOf } from '../design/format.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';

/** The folders that a session watches. */
export function ExposureGroups({ session }: { session: Session }): ReactNode {
  const { project_uid, session_uid, exposure_groups: groups } = session;
  return (
    <section className="sheet config-part">
      <header className="admin-head">
        <h2>Exposure groups</h2>
        <Button
          icon="plus"
          onClick={() => void act(() => callFunction('sessions.create_exposure_group', { project_uid, session_uid }))}
        >
          Add a group
        </Button>
      </header>
      {groups.length === 0 && (
        <p className="faint">A group is a folder that the microscope writes movies into. Add the first.</p>
      )}
      {groups.map((group) => (
        <GroupForm key={group.exp_group_id} session={session} group={group} />
      ))}
    </section>
  );
}

function GroupForm({ session, group }: { session: Session; group: ExposureGroup }): ReactNode {
  const { exp_group_id, display_num, final, num_exposures_found } = group;
  const given = { project_uid: session.project_uid, session_uid: session.session_uid, exposure_group_id: exp_group_id };
  const [path, setPath] = useState(group.file_engine_watch_path_abs);
  const [filter, setFilter] = useState(group.file_engine_filter);
  const [gain, setGain] = useState(group.gainref_path ?? '');
  const [defects, setDefects] = useState(group.defect_path ?? '');
  const [choosing, setChoosing] = useState(false);
  const fits = useMatches(path, filter);
  const body = {
    ignore_exposures: group.ignore_exposures,
    file_engine_recursive: group.file_engine_recursive,
    file_engine_interval: group.file_engine_interval,
    file_engine_min_file_size: group.file_engine_min_file_size,
    file_engine_min_modified_time_delta: group.file_engine_min_modified_time_delta,
    file_engine_watch_path_abs: path,
    file_engine_filter: filter,
    gainref_path: gain === '' ? null : gain,
    defect_path: defects === '' ? null : defects,
    file_engine_enable: true,
  };
  const save = (): Promise<boolean> => act(() => callFunction('sessions.update_exposure_group', { ...given, body }));
  const use = async (): Promise<void> => {
    if (await save()) await act(() => callFunction('sessions.finalize_exposure_group', given));
  };
  return (
    <fieldset className="group">
      <legend>
        Group {display_num}
        <span className="faint"> · {countOf(num_exposures_found, 'exposure')} found</span>
      </legend>
      <IconButton
        icon="trash"
        className="group-remove"
        label={`Remove group ${display_num}`}
        onClick={() => void act(() => callFunction('sessions.delete_exposure_group', given))}
      />
      <div className="input-row">
        <TextField label="Folder" value={path} disabled={final} onChange={setPath} />
        <Button aria-expanded={choosing} disabled={final} onClick={() => setChoosing(!choosing)}>
          Browse
        </Button>
      </div>
      {choosing && !final && <FolderBrowser folder={path} onChoose={setPath} />}
      <TextField
        label="Names of files"
        hint={fits === null ? 'A * stands for anything.' : `${countOf(fits, 'file')} there now.`}
        value={filter}
        disabled={final}
        onChange={setFilter}
      />
      <TextField label="Gain reference" placeholder="None" value={gain} disabled={final} onChange={setGain} />
      <TextField label="Defects" placeholder="None" value={defects} disabled={final} onChange={setDefects} />
      {final ? (
        <p className="faint">In use since it was finished: make another group for other movies.</p>
      ) : (
        <div className="row-end">
          <Button onClick={() => void save()}>Save</Button>
          <Button tone="primary" onClick={() => void use()}>
            Use this group
          </Button>
        </div>
      )}
    </fieldset>
  );
}

/** How many files of a folder fit a pattern now; null where that cannot be said. */
function useMatches(path: string, filter: string): number | null {
  const glob = `${path.replace(/\/$/, '')}/${filter}`;
  const { data } = useQuery({
    queryKey: ['instance.browse_files', glob],
    queryFn: () => callFunction('instance.browse_files', { abs_path_glob: glob }),
    enabled: path.startsWith('/') && path !== '/',
    refetchInterval: 5000,
    retry: false,
  });
  return data?.files.filter(({ type }) => type === 'file').length ?? null;
}
