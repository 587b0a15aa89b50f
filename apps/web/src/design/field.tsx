import { useId, type ComponentProps, type ReactNode } from 'react';

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with the value. */
  readonly wrong?: string | null | undefined;
  /** Gets the id and what ties the control to its hint. */
  readonly children: (control: ControlProps) => ReactNode;
}

export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
}

/** A control with its label, its hint and what is wrong with it. */
export function Field({ label, hint, wrong, children }: FieldProps): ReactNode {
  const id = useId();
  const described = hint !== undefined || wrong != null;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': described ? `${id}-more` : undefined, 'aria-invalid': wrong != null })}
      {described && (
        <div id={`${id}-more`}>
          {wrong != null && <div className="wrong">{wrong}</div>}
          {hint !== undefined && <div className="hint">{hint}</div>}
        </div>
      )}
    </div>
  );
}

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'onChange' | 'value'> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly wrong?: string | null | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function TextField({ label, hint, wrong, onChange, ...rest }: TextFieldProps): ReactNode {
  return (
    <Field label={label} hint={hint} wrong={wrong}>
      {(control) => (
        <input className="input" {...control} {...rest} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}

interface AreaFieldProps extends Omit<ComponentProps<'textarea'>, 'onChange' | 'value' | 'className'> {
  readonly label: string;
  readonly hint?: ReactNode;
  /** Classes besides that of every input. */
  readonly look?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A text of several lines. */
export function AreaField({ label, hint, look, onChange, ...rest }: AreaFieldProps): ReactNode {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <textarea
          className={look === undefined ? 'input' : `input ${look}`}
          {...control}
          {...rest}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}
