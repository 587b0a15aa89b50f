import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { Markdown } from '../design/markdown.js';
import { sentenceOf } from '../server/call.js';
import { queryClient } from '../server/query-client.js';
import { Panel } from './sidebar.js';

interface Props {
  readonly text: string;
  readonly save: (text: string) => Promise<unknown>;
}

/** How long after the last letter it is saved, in ms. */
const pauseMs = 600;

/** A description in markdown: read, or written with each pause saved. Give it a key per thing that it describes. */
export function DescriptionPanel({ text, save }: Props): ReactNode {
  const [draft, setDraft] = useState<string | null>(text.trim() === '' ? '' : null);
  const [state, setState] = useState('');
  const waiting = useRef<{ timer: ReturnType<typeof setTimeout>; go: () => void }>(undefined);
  // What was typed just before leaving is saved too.
  useEffect(() => () => waiting.current?.go(), []);

  const type = (next: string): void => {
    setDraft(next);
    setState('Saving…');
    if (waiting.current !== undefined) clearTimeout(waiting.current.timer);
    const go = (): void => {
      if (waiting.current !== undefined) clearTimeout(waiting.current.timer);
      waiting.current = undefined;
      void save(next)
        .then(() => queryClient.invalidateQueries())
        .then(() => setState('Saved'))
        .catch((error: unknown) => setState(`Not saved: ${sentenceOf(error)}`));
    };
    waiting.current = { timer: setTimeout(go, pauseMs), go };
  };

  if (draft === null) {
    return (
      <Panel
        title="Description"
        tools={
          <Button tone="plain" icon="edit" className="on-hover" onClick={() => setDraft(text)}>
            Edit
          </Button>
        }
      >
        <Markdown text={text} />
      </Panel>
    );
  }
  return (
    <Panel
      title="Description"
      tools={
        <span className="saving" role="status">
          {state}
        </span>
      }
    >
      <textarea
        className="input editor"
        aria-label="Description, in markdown"
        placeholder="Sample, grid, conditions… Markdown is understood, and what you type is saved."
        value={draft}
        onChange={({ target }) => type(target.value)}
        onBlur={() => {
          waiting.current?.go();
          if (draft.trim() !== '') setDraft(null);
        }}
      />
    </Panel>
  );
}
