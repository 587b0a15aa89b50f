import type { ReactNode } from 'react';
import { Field } from '../design/field.js';
import { listLiveParams, type LiveParam, type LiveParams, type SectionTitle } from './live-params.js';

interface Props {
  readonly params: LiveParams;
  readonly advanced: boolean;
  /** These alone; all without it. */
  readonly sections?: readonly SectionTitle[];
  /** What is wrong with a parameter, in words. */
  readonly wrongOf: (name: string) => string | null;
  /** Those that differ from this are marked. */
  readonly before?: LiveParams;
  readonly onChange: (params: LiveParams) => void;
}

/** Fields of parameters by section, from what the parameters say of themselves. */
export function ParamFields({ params, advanced, sections, wrongOf, before, onChange }: Props): ReactNode {
  return listLiveParams(advanced)
    .filter(({ title, params: inside }) => inside.length > 0 && (sections === undefined || sections.includes(title)))
    .map(({ title, params: inside }) => (
      <fieldset key={title} className="param-grid">
        <legend>{title}</legend>
        {inside.map((param) => {
          const name = param.name as keyof LiveParams;
          return (
            <ParamField
              key={param.name}
              param={param}
              value={params[name]}
              changed={before !== undefined && before[name] !== params[name]}
              wrong={wrongOf(param.name)}
              onChange={(value) => onChange({ ...params, [param.name]: value })}
            />
          );
        })}
      </fieldset>
    ));
}

function ParamField({
  param: { name, title, unit, needed },
  value,
  changed,
  wrong,
  onChange,
}: {
  param: LiveParam;
  value: unknown;
  changed: boolean;
  wrong: string | null;
  onChange: (value: unknown) => void;
}): ReactNode {
  const className = changed ? 'changed' : '';
  if (typeof value === 'boolean') {
    return (
      <div className={className}>
        <label className="check">
          <input type="checkbox" checked={value} onChange={({ target }) => onChange(target.checked)} />
          {title}
        </label>
        {wrong !== null && <div className="wrong">{wrong}</div>}
      </div>
    );
  }
  return (
    <div className={className}>
      <Field label={unit === '' ? title : `${title} (${unit})`} wrong={wrong}>
        {(control) =>
          name === 'current_picker' ? (
            <select
              className="input"
              {...control}
              value={String(value)}
              onChange={({ target }) => onChange(target.value)}
            >
              <option value="blob">Blob</option>
              <option value="template">Template</option>
            </select>
          ) : (
            <input
              className="input"
              {...control}
              type="number"
              step="any"
              aria-required={needed}
              placeholder={needed ? 'Needed' : 'Not set'}
              value={typeof value === 'number' && !(needed && value === 0) ? value : ''}
              onChange={({ target }) => onChange(target.value === '' ? (needed ? 0 : null) : target.valueAsNumber)}
            />
          )
        }
      </Field>
    </div>
  );
}
