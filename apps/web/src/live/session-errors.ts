import type { Session } from '@vitreous/schema';
import type { LiveParams } from './live-params.js';

/** What makes a value one that a session cannot start with, in the words of its field. */
const sentences: Readonly<Record<string, string>> = {
  psize_A: 'Expected more than 0.',
  accel_kv: 'Expected 40 to 1500 kV.',
  cs_mm: 'Expected more than 0.',
  total_dose_e_per_A2: 'Expected more than 0.',
  output_fcrop_factor: 'Expected 1, 0.75, 0.5 or 0.25.',
  df_search_max: 'Expected more than the least defocus.',
  ctf_res_max_align: 'Expected a finer resolution than the coarsest.',
  current_picker: 'Expected blob or template.',
  blob_diameter_min: 'Expected more than 0.',
  blob_diameter_max: 'Expected no less than the least diameter.',
  use_circle: 'Look for at least one shape.',
  box_size_pix: 'Expected an even number.',
  bin_size_pix: 'Expected an even number, no more than the box.',
};

/** What is wrong with a parameter, as the server found it; null where it was changed since, or nothing is. */
export function wrongIn({ errors, params }: Session, draft: LiveParams, name: string): string | null {
  const error = errors.find(({ loc }) => loc[0] === 'params' && loc[1] === name);
  if (error === undefined || draft[name as keyof LiveParams] !== params[name as keyof LiveParams]) return null;
  return error.type === 'missing'
    ? 'Needed before the session can start.'
    : (sentences[name] ?? 'This cannot be used.');
}
