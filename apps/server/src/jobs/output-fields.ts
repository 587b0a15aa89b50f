import { standardFieldsOfSlot } from '@vitreous/formats';
import type { Output } from '@vitreous/schema';

/** The columns that an output's dataset has, with NumPy's types: `['ctf/shift_A', '2<f4']`. */
export function listOutputFields({ slots }: Output): [string, string][] {
  const fields = slots.flatMap(({ name, dtype }) =>
    standardFieldsOfSlot(dtype).map((field): [string, string] => [
      field.name.replace(dtype, name),
      field.type === 'text'
        ? 'O'
        : `${field.shape.join(',')}${field.type === 'u1' || field.type === 'i1' ? '|' : '<'}${field.type}`,
    ]),
  );
  return [['uid', '<u8'], ...fields];
}
