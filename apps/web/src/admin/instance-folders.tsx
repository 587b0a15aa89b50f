import type { FileBrowserSettings } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { FolderLimits, tidyLimits } from './folder-limits.js';

const none: FileBrowserSettings = { allowed_prefixes: null, import_dir_default: null, project_dir_default: null };

/** Which folders everybody may use who has no limits of their own. */
export function InstanceFolders(): ReactNode {
  const { data = none } = useCall('config.get_file_browser_settings', {});
  const [draft, setDraft] = useState<FileBrowserSettings | null>(null);
  const save = async (): Promise<void> => {
    const body = tidyLimits(draft ?? data);
    if (await act(() => callFunction('config.set_file_browser_settings', { body }), 'The folders are set'))
      setDraft(null);
  };
  return (
    <section className="boxed admin-part form" aria-label="Folders">
      <h2>Folders</h2>
      <FolderLimits value={draft ?? data} free="Empty: all that the server may read." onChange={setDraft} />
      <div className="row-end">
        <Button disabled={draft === null} onClick={() => void save()}>
          Save
        </Button>
      </div>
    </section>
  );
}
