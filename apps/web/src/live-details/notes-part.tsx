import type { Session } from '@vitreous/schema';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { Markdown } from '../design/markdown.js';
import { useMe } from '../server/account.js';
import { act } from '../server/act.js';
import { callApi } from '../server/call.js';

/** Notes of a session; while somebody writes them nobody else can. */
export function NotesPart({ session }: { session: Session }): ReactNode {
  const { project_uid, session_uid, notes, notes_lock: writer } = session;
  const me = useMe();
  const [draft, setDraft] = useState<string | null>(null);
  const tell = (body: object): Promise<boolean> =>
    act(() => callApi('/live/notes', 'POST', { body: { project_uid, session_uid, ...body } }));
  // Who goes elsewhere while writing keeps nobody out, and loses nothing.
  const leave = useRef<() => void>(undefined);
  useEffect(() => {
    leave.current = draft === null ? undefined : () => void tell({ notes: draft, lock: false });
  });
  useEffect(() => () => leave.current?.(), []);
  const isOthers = writer !== null && writer !== me.name;
  const write = async (): Promise<void> => {
    if (await tell({ lock: true })) setDraft(notes);
  };
  const end = async (body: object): Promise<void> => {
    if (await tell({ ...body, lock: false })) setDraft(null);
  };
  return (
    <section className="boxed details-part">
      <header className="details-head">
        <h2>Notes</h2>
        {draft === null && (
          <Button icon="edit" disabled={isOthers} onClick={() => void write()}>
            Write
          </Button>
        )}
      </header>
      {isOthers && <p className="notice">{writer} is writing these notes now.</p>}
      {draft === null ? (
        notes.trim() === '' ? (
          <p className="faint">Nothing is noted yet: grid, ice, what happened at the microscope.</p>
        ) : (
          <Markdown text={notes} />
        )
      ) : (
        <>
          <textarea
            className="input"
            aria-label="Notes, in markdown"
            rows={8}
            value={draft}
            onChange={({ target }) => setDraft(target.value)}
          />
          <div className="row-end">
            <Button onClick={() => void end({})}>Cancel</Button>
            <Button tone="primary" onClick={() => void end({ notes: draft })}>
              Save
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
