import {
  createStandardDataset,
  noAberrations,
  standardFieldsOfSlot,
  withColumns,
  type Dataset,
  type StandardValues,
} from '@vitreous/formats';
import type { ExportedExposure } from '@vitreous/job-kit';
import type { ExposureElement } from '@vitreous/schema';

/** What an exported exposure has: names of slots, and the types of their data. */
export const exposureSlots = [
  ['movie_blob', 'movie_blob'],
  ['gain_ref_blob', 'gain_ref_blob'],
  ['mscope_params', 'mscope_params'],
  ['micrograph_blob', 'micrograph_blob'],
  ['micrograph_blob_non_dw', 'micrograph_blob'],
  ['micrograph_blob_thumb', 'micrograph_blob'],
  ['background_blob', 'stat_blob'],
  ['rigid_motion', 'motion'],
  ['spline_motion', 'motion'],
  ['ctf', 'ctf'],
  ['ctf_stats', 'ctf_stats'],
] as const satisfies readonly (readonly [keyof ExposureElement, string])[];

type Slot = (typeof exposureSlots)[number][0];

/**
 * Exposures as rows with the standard columns of these slots. What an exposure does not have (a gain reference) is an empty
 * path and zeros.
 */
export function describeExposures(exposures: readonly ExportedExposure[], slots: readonly Slot[]): Dataset {
  const columns: Record<string, StandardValues> = {
    uid: BigUint64Array.from(exposures, ({ exposure }) => BigInt(exposure.groups.exposure.uid)),
  };
  for (const slot of slots) {
    const records = exposures.map((one) => recordOf(one, slot));
    for (const { name, type, shape } of standardFieldsOfSlot(slot)) {
      const field = name.slice(slot.length + 1);
      const values = records.map((record) => record[field]);
      if (type === 'text') columns[name] = values.map((value) => (typeof value === 'string' ? value : ''));
      else if (type === 'u8') {
        columns[name] = BigUint64Array.from(values, (value) => BigInt(typeof value === 'string' ? value : 0));
      } else columns[name] = values.flatMap((value) => numbersOf(value, shape[0] ?? 1));
    }
  }
  const dataset = createStandardDataset(exposures.length, columns);
  if (!slots.includes('ctf')) return dataset;
  return withColumns(dataset, createStandardDataset(exposures.length, noAberrations(exposures.length)));
}

/** The record of a slot; where the interface has whole numbers, what was measured. */
function recordOf({ exposure, beam_shift }: ExportedExposure, slot: Slot): Readonly<Record<string, unknown>> {
  const { [slot]: record, ctf } = exposure.groups.exposure;
  if (slot === 'mscope_params' && beam_shift !== null) return { ...record, beam_shift };
  if (slot === 'ctf_stats' && record !== null) return { ...record, cross_corr: ctf?.cross_corr_ctffind4 };
  return { ...record };
}

function numbersOf(value: unknown, count: number): number[] {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  return Array.from({ length: count }, (_, i) => Number(given[i] ?? 0));
}
