import type { SchedulerTarget } from '@vitreous/schema';
import type { ReactNode } from 'react';

/** Which GPUs of a machine a job shall have; none named: any that are free. Nothing where it needs none or has none. */
export function GpuChoice({
  target: { config },
  wanted,
  chosen,
  onChange,
}: {
  target: SchedulerTarget;
  wanted: number;
  chosen: readonly number[];
  onChange: (chosen: readonly number[]) => void;
}): ReactNode {
  const offered =
    config.type === 'node' ? (config.gpus ?? []).filter(({ id }) => config.resource_slots.GPU.includes(id)) : [];
  if (wanted === 0 || offered.length === 0) return null;
  return (
    <fieldset className="param-group">
      <legend>
        GPUs: choose {wanted}, or none for any that are free{chosen.length > 0 && `; ${chosen.length} chosen`}
      </legend>
      {offered.map(({ id, name, mem }) => (
        <label key={id} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={({ target }) => onChange(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
          />
          {id}: {name}, {(mem / 2 ** 30).toFixed(0)} GiB
        </label>
      ))}
    </fieldset>
  );
}
