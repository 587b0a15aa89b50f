import type { ReactNode } from 'react';
import { Field } from '../design/field.js';

/** Values of a site's own variables as lines `name = value`. */
export function VariablesField({
  label,
  hint,
  text,
  onChange,
}: {
  label: string;
  hint?: string;
  text: string;
  onChange: (text: string) => void;
}): ReactNode {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <textarea
          className="input code"
          {...control}
          spellCheck={false}
          placeholder="partition = general"
          value={text}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}

export function showVariables(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} = ${value}`)
    .join('\n');
}

/** @throws Error with the line that is no variable. */
export function readVariables(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const [, name = '', value = ''] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      if (name === '') throw new Error(`Expected lines such as partition = general, found: ${line.trim()}`);
      return [name, value];
    }),
  );
}
