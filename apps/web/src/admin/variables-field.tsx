import type { ReactNode } from 'react';
import { AreaField } from '../design/field.js';

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
    <AreaField
      label={label}
      hint={hint}
      look="code"
      spellCheck={false}
      placeholder="partition = general"
      value={text}
      onChange={onChange}
    />
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
