import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { AreaField, TextField } from '../design/field.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useNotice, type NoticeSetting } from '../shell/notice-setting.js';

/** What administrators tell everybody; shown while it is on. */
export function Announcement({
  title,
  hint,
  setting,
  change,
}: {
  title: string;
  hint: string;
  setting: NoticeSetting;
  change: 'config.set_instance_banner' | 'config.set_login_message';
}): ReactNode {
  const stored = useNotice(setting);
  const [draft, setDraft] = useState<{ title: string; body: string } | null>(null);
  const shown = draft ?? stored;
  const save = async (active: boolean): Promise<void> => {
    const done = await act(
      () => callFunction(change, { active, title: shown.title.trim(), body: shown.body.trim() }),
      active ? `${title}: shown from now on` : `${title}: taken down`,
    );
    if (done) setDraft(null);
  };
  return (
    <section className="boxed admin-part form" aria-label={title}>
      <header className="admin-head">
        <h2>{title}</h2>
        <span className={stored.active ? '' : 'faint'}>{stored.active ? 'Shown' : 'Not shown'}</span>
      </header>
      <p className="faint">{hint}</p>
      <TextField label="Title" value={shown.title} onChange={(text) => setDraft({ ...shown, title: text })} />
      <AreaField label="Text" value={shown.body} onChange={(words) => setDraft({ ...shown, body: words })} />
      <div className="row-end">
        {stored.active && <Button onClick={() => void save(false)}>Take it down</Button>}
        <Button
          tone="primary"
          disabled={`${shown.title}${shown.body}`.trim() === '' || (stored.active && draft === null)}
          onClick={() => void save(true)}
        >
          {stored.active ? 'Show the new one' : 'Show it'}
        </Button>
      </div>
    </section>
  );
}
