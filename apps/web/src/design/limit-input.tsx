import { useState, type ReactNode } from 'react';

/** A limit as a number, or left open: saved with Enter or on leaving; what is no number is not taken. */
export function LimitInput({
  label,
  placeholder,
  value,
  decimals,
  onSet,
}: {
  label: string;
  /** Shown while it is open: where the values end. */
  placeholder: string;
  value: number | null;
  decimals: number;
  onSet: (value: number | null) => void;
}): ReactNode {
  const [text, setText] = useState<string | null>(null);
  const shown = value === null ? '' : value.toFixed(decimals);
  const number = Number((text ?? '').replace(',', '.'));
  const wrong = text !== null && Number.isNaN(number);
  const finish = (): void => {
    setText(null);
    if (text === null || wrong || text.trim() === shown) return;
    onSet(text.trim() === '' ? null : number);
  };
  return (
    <input
      className="input limit-input"
      inputMode="decimal"
      aria-label={label}
      aria-invalid={wrong}
      placeholder={placeholder}
      value={text ?? shown}
      onChange={({ target }) => setText(target.value)}
      onBlur={finish}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Enter') currentTarget.blur();
      }}
    />
  );
}
