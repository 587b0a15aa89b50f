import type { FileBrowserSettings } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { AreaField, TextField } from '../design/field.js';

/** Which folders of the server may be looked into, and where looking begins. */
export function FolderLimits({
  value,
  free,
  onChange,
}: {
  value: FileBrowserSettings;
  /** What an empty list means. */
  free: string;
  onChange: (value: FileBrowserSettings) => void;
}): ReactNode {
  const lines = (value.allowed_prefixes ?? []).join('\n');
  return (
    <>
      <AreaField
        label="Folders that may be used"
        hint={`One a line, with all that is below it. ${free}`}
        placeholder="/data/microscopes"
        value={lines}
        onChange={(words) => onChange({ ...value, allowed_prefixes: words === '' ? null : words.split('\n') })}
      />
      <TextField
        label="Imports begin at"
        placeholder="/data/microscopes"
        value={value.import_dir_default ?? ''}
        onChange={(path) => onChange({ ...value, import_dir_default: path === '' ? null : path })}
      />
      <TextField
        label="New projects begin at"
        placeholder="/data/projects"
        value={value.project_dir_default ?? ''}
        onChange={(path) => onChange({ ...value, project_dir_default: path === '' ? null : path })}
      />
    </>
  );
}

/** Without the empty lines that were typed on the way. */
export function tidyLimits(value: FileBrowserSettings): FileBrowserSettings {
  const prefixes = (value.allowed_prefixes ?? []).map((line) => line.trim()).filter((line) => line !== '');
  return { ...value, allowed_prefixes: prefixes.length === 0 ? null : prefixes };
}
