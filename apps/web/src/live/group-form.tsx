import { useQuery } from '@tanstack/react-query';
import type { ExposureGroup, ExposureGroupUpdate, Session } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button, IconButton } from '../design/button.js';
import { TextField } from '../design/field.js';
import { countOf } from '../design/format.js';
import { act } from '../server/act.js';
import { callFunction, wrongOf } from '../server/call.js';
import { Check, NumberField, PathField, Strategy } from './group-fields.js';

/** Bytes. */
const megabyte = 1_000_000;

/** Where the movies of a group are found, and what belongs to them; fixed once the group is in use. */
export function GroupForm({ session, group }: { session: Session; group: ExposureGroup }): ReactNode {
  const { exp_group_id, display_num, final, num_exposures_found } = group;
  const given = { project_uid: session.project_uid, session_uid: session.session_uid, exposure_group_id: exp_group_id };
  const [draft, setDraft] = useState<ExposureGroupUpdate>(() => updateOf(group));
  const [error, setError] = useState<unknown>(null);
  const [advanced, setAdvanced] = useState(false);
  const change = (part: Partial<ExposureGroupUpdate>): void => setDraft({ ...draft, ...part });
  const { file_engine_watch_path_abs: folder, file_engine_filter: filter } = draft;
  const fits = useMatches(folder, filter);
  /** What is wrong with a field stands beside it; all else is told as ever. */
  const save = async (body: ExposureGroupUpdate): Promise<boolean> => {
    let saved = false;
    await act(async () => {
      try {
        await callFunction('sessions.update_exposure_group', { ...given, body });
        setError(null);
        saved = true;
      } catch (refusal) {
        setError(refusal);
        if (Object.keys(body).every((name) => wrongOf(refusal, name) === null)) throw refusal;
      }
    });
    return saved;
  };
  const use = async (): Promise<void> => {
    if (await save({ ...draft, file_engine_enable: true }))
      await act(() => callFunction('sessions.finalize_exposure_group', given));
  };
  const where = draft.file_engine_recursive ? 'in the folder itself' : 'there';
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
      <PathField
        label="Folder"
        value={folder}
        disabled={final}
        wrong={wrongOf(error, 'file_engine_watch_path_abs')}
        onChange={(path) => change({ file_engine_watch_path_abs: path })}
      />
      <TextField
        label="Names of files"
        hint={fits === null ? 'A * stands for anything: *.tiff' : `${countOf(fits, 'file')} ${where} now.`}
        wrong={wrongOf(error, 'file_engine_filter')}
        value={filter}
        disabled={final}
        onChange={(value) => change({ file_engine_filter: value })}
      />
      <PathField
        files
        label="Gain reference"
        placeholder="None"
        near={folder}
        value={draft.gainref_path ?? ''}
        disabled={final}
        wrong={wrongOf(error, 'gainref_path')}
        onChange={(path) => change({ gainref_path: path === '' ? null : path })}
      />
      <PathField
        files
        label="Defects"
        placeholder="None"
        near={folder}
        value={draft.defect_path ?? ''}
        disabled={final}
        wrong={wrongOf(error, 'defect_path')}
        onChange={(path) => change({ defect_path: path === '' ? null : path })}
      />
      <Check
        label="Folders within it too"
        checked={draft.file_engine_recursive}
        disabled={final}
        onChange={(file_engine_recursive) => change({ file_engine_recursive })}
      />
      <Check label="More" checked={advanced} onChange={setAdvanced} />
      {advanced && (
        <div className="param-grid">
          <NumberField
            label="Look every (s)"
            value={draft.file_engine_interval}
            wrong={wrongOf(error, 'file_engine_interval')}
            onChange={(value) => change({ file_engine_interval: value })}
          />
          <NumberField
            label="Least size (MB)"
            value={draft.file_engine_min_file_size / megabyte}
            disabled={final}
            wrong={wrongOf(error, 'file_engine_min_file_size')}
            onChange={(value) => change({ file_engine_min_file_size: Math.round(value * megabyte) })}
          />
          <NumberField
            label="Unchanged for (s)"
            value={draft.file_engine_min_modified_time_delta}
            disabled={final}
            wrong={wrongOf(error, 'file_engine_min_modified_time_delta')}
            onChange={(value) => change({ file_engine_min_modified_time_delta: value })}
          />
          <Strategy group={group} given={given} />
        </div>
      )}
      {final ? (
        <>
          <p className="faint">In use since it was finished: make another group for other movies.</p>
          <Check
            label="Look for new movies"
            checked={group.file_engine_enable}
            onChange={(file_engine_enable) => void save({ ...draft, file_engine_enable })}
          />
          <Check
            label="Leave its exposures out"
            checked={group.ignore_exposures}
            onChange={(ignore_exposures) => {
              change({ ignore_exposures });
              void save({ ...draft, file_engine_enable: group.file_engine_enable, ignore_exposures });
            }}
          />
          {advanced && draft.file_engine_interval !== group.file_engine_interval && (
            <div className="row-end">
              <Button onClick={() => void save({ ...draft, file_engine_enable: group.file_engine_enable })}>
                Save
              </Button>
            </div>
          )}
        </>
      ) : (
        <div className="row-end">
          <Button onClick={() => void save(draft)}>Save</Button>
          <Button tone="primary" onClick={() => void use()}>
            Use this group
          </Button>
        </div>
      )}
    </fieldset>
  );
}

/** What people may change of a group. */
function updateOf(group: ExposureGroup): ExposureGroupUpdate {
  const { ignore_exposures, gainref_path, defect_path, file_engine_recursive, file_engine_watch_path_abs } = group;
  const { file_engine_enable, file_engine_filter, file_engine_interval, file_engine_min_file_size } = group;
  return {
    ignore_exposures,
    gainref_path,
    defect_path,
    file_engine_recursive,
    file_engine_watch_path_abs,
    file_engine_enable,
    file_engine_filter,
    file_engine_interval,
    file_engine_min_file_size,
    file_engine_min_modified_time_delta: group.file_engine_min_modified_time_delta,
  };
}

/** How many files of a folder fit a pattern now; null where that cannot be said. */
function useMatches(path: string, filter: string): number | null {
  const glob = `${path.replace(/\/$/, '')}/${filter}`;
  const { data, error } = useQuery({
    queryKey: ['instance.browse_files', glob],
    queryFn: () => callFunction('instance.browse_files', { abs_path_glob: glob }),
    enabled: path.startsWith('/') && path !== '/' && filter !== '',
    refetchInterval: 5000,
    retry: false,
  });
  if (error !== null) return null;
  return data?.files.filter(({ type }) => type === 'file').length ?? null;
}
