import { useState, type ReactNode } from 'react';
import { IconButton } from '../design/button.js';
import { act } from '../server/act.js';
import { Fact } from './sidebar.js';

/** The title with a pencil; Enter or leaving the field saves, Escape gives up. */
export function TitleFact({ title, save }: { title: string; save: (title: string) => Promise<unknown> }): ReactNode {
  const [text, setText] = useState<string | null>(null);
  const finish = (): void => {
    if (text !== null && text.trim() !== '' && text.trim() !== title) void act(() => save(text.trim()));
    setText(null);
  };
  return (
    <Fact name="Title">
      {text === null ? (
        <>
          {title}{' '}
          <IconButton icon="edit" label="Change the title" className="on-hover" onClick={() => setText(title)} />
        </>
      ) : (
        <input
          className="input"
          aria-label="Title"
          autoFocus
          maxLength={500}
          value={text}
          onChange={({ target }) => setText(target.value)}
          onBlur={finish}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Enter') currentTarget.blur();
            if (key === 'Escape') setText(null);
          }}
        />
      )}
    </Fact>
  );
}
