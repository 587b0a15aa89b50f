import type { JobRegisterParamSpec } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { Field } from '../design/field.js';
import { readParam } from '../jobs/param-values.js';

interface Props {
  readonly label: string;
  readonly spec: JobRegisterParamSpec;
  readonly hint?: string | undefined;
  /** As it is typed. */
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** One parameter of a job that is not made yet. */
export function ValueField({ label, spec, hint, text, onChange }: Props): ReactNode {
  if (spec.type === 'boolean') {
    return (
      <label className="check">
        <input type="checkbox" checked={text === 'true'} onChange={({ target }) => onChange(String(target.checked))} />
        {label}
      </label>
    );
  }
  const read = readParam(spec, text);
  return (
    <Field label={label} hint={hint} wrong={'wrong' in read ? read.wrong : null}>
      {(control) =>
        spec.enum === null ? (
          <input className="input" {...control} value={text} onChange={({ target }) => onChange(target.value)} />
        ) : (
          <select className="input" {...control} value={text} onChange={({ target }) => onChange(target.value)}>
            {spec.enum.map((value, index) => (
              <option key={String(value)} value={String(value)}>
                {spec.labels?.[index] ?? String(value)}
              </option>
            ))}
          </select>
        )
      }
    </Field>
  );
}
