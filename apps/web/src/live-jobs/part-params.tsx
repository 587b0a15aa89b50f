import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Field } from '../design/field.js';

export interface PartField<Params> {
  readonly name: keyof Params & string;
  readonly title: string;
  readonly hint?: string;
  readonly kind: 'number' | 'text' | 'check';
  /** What stands in the field while nothing is given; without it something must be. */
  readonly none?: string;
}

interface Props<Params> {
  readonly fields: readonly PartField<Params>[];
  readonly values: Params;
  readonly save: (values: Params) => Promise<unknown>;
}

/** The few parameters of a part of a session; each is saved when its field is left. */
export function PartParams<Params extends object>({ fields, values, save }: Props<Params>): ReactNode {
  const latest = useRef(values);
  useEffect(() => {
    latest.current = values;
  });
  // All are saved together, one time after the other: a field that is left soon after another undoes nothing.
  const changes = useRef<Partial<Params>>({});
  const saving = useRef<Promise<unknown>>(Promise.resolve());
  const change = (part: Partial<Params>): void => {
    changes.current = { ...changes.current, ...part };
    saving.current = saving.current.then(async () => {
      const sent = changes.current;
      await save({ ...latest.current, ...sent });
      if (changes.current === sent) changes.current = {};
    });
  };
  return (
    <section className="panel form">
      <div className="panel-head">
        <h3>Parameters</h3>
      </div>
      {fields.map((field) => (
        <PartControl
          key={`${field.name} ${String(values[field.name])}`}
          field={field}
          value={values[field.name]}
          save={(value) => change({ [field.name]: value } as Partial<Params>)}
        />
      ))}
    </section>
  );
}

function PartControl<Params>({
  field: { title, hint, kind, none },
  value,
  save,
}: {
  field: PartField<Params>;
  value: unknown;
  save: (value: unknown) => void;
}): ReactNode {
  const shown = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const [text, setText] = useState(shown);
  const [wrong, setWrong] = useState<string | null>(null);
  if (kind === 'check') {
    return (
      <label className="check">
        <input type="checkbox" checked={value === true} onChange={({ target }) => save(target.checked)} />
        {title}
      </label>
    );
  }
  const leave = (): void => {
    const given = text.trim();
    if (given === shown) return;
    const number = Number(given);
    if (given === '' && none === undefined) setWrong('Something must be given.');
    else if (kind === 'number' && given !== '' && !Number.isFinite(number)) setWrong('Expected a number.');
    else save(given === '' ? null : kind === 'number' ? number : given);
  };
  return (
    <Field label={title} hint={hint} wrong={wrong}>
      {(control) => (
        <input
          className="input"
          {...control}
          inputMode={kind === 'number' ? 'decimal' : 'text'}
          placeholder={none}
          value={text}
          onChange={({ target }) => setText(target.value)}
          onBlur={leave}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Enter') currentTarget.blur();
          }}
        />
      )}
    </Field>
  );
}
