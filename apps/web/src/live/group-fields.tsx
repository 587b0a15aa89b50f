import type { ExposureGroup } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { FolderBrowser } from '../browse/folder-browser.js';
import { IconButton } from '../design/button.js';
import { Field, TextField } from '../design/field.js';
import { act } from '../server/act.js';
import { callApi } from '../server/call.js';

const strategies = {
  entity: 'List all folders',
  timestamp: 'Folders that changed, by their times',
  eclathena: 'Do not look: movies are announced',
} as const;

/** Saved at once: the interface has no place for it among the rest. */
export function Strategy({
  group: { file_engine_strategy, final },
  given: { exposure_group_id, ...place },
}: {
  group: ExposureGroup;
  given: { project_uid: string; session_uid: string; exposure_group_id: number };
}): ReactNode {
  const set = (strategy: string): void => {
    const body = { ...place, exp_group_id: exposure_group_id, file_engine_strategy: strategy };
    void act(() => callApi('/live/strategy', 'POST', { body }));
  };
  return (
    <Field label="How to look">
      {(control) => (
        <select
          className="input"
          {...control}
          disabled={final}
          value={file_engine_strategy}
          onChange={({ target }) => set(target.value)}
        >
          {Object.entries(strategies).map(([value, title]) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** A path that is typed or looked for on the server. */
export function PathField({
  label,
  value,
  disabled,
  wrong,
  placeholder = '',
  near,
  files = false,
  onChange,
}: {
  label: string;
  value: string;
  disabled: boolean;
  wrong: string | null;
  placeholder?: string;
  /** Where looking begins while there is no path. */
  near?: string;
  files?: boolean;
  onChange: (path: string) => void;
}): ReactNode {
  const [choosing, setChoosing] = useState(false);
  return (
    <>
      <div className="input-row">
        <TextField label={label} value={value} {...{ disabled, wrong, placeholder, onChange }} />
        <IconButton
          icon="folder"
          label={`Find ${label} on the server`}
          aria-expanded={choosing}
          disabled={disabled}
          onClick={() => setChoosing(!choosing)}
        />
      </div>
      {choosing && !disabled && (
        <FolderBrowser folder={value === '' ? (near ?? '/') : value} files={files} onChoose={onChange} />
      )}
    </>
  );
}

export function NumberField({
  label,
  value,
  disabled = false,
  wrong,
  onChange,
}: {
  label: string;
  value: number;
  disabled?: boolean;
  wrong: string | null;
  onChange: (value: number) => void;
}): ReactNode {
  return (
    <TextField
      type="number"
      min={0}
      label={label}
      wrong={wrong}
      disabled={disabled}
      value={String(value)}
      onChange={(text) => onChange(Number(text))}
    />
  );
}

export function Check({
  label,
  checked,
  disabled = false,
  onChange,
}: {
  label: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}): ReactNode {
  return (
    <label className="check">
      <input type="checkbox" {...{ checked, disabled }} onChange={({ target }) => onChange(target.checked)} />
      {label}
    </label>
  );
}
