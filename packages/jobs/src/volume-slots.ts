import type { InputSpec, OutputSpec } from '@vitreous/schema';
import { defineInput } from '@vitreous/job-kit';

type MapSlot =
  'map' | 'map_sharp' | 'map_half_A' | 'map_half_B' | 'mask_refine' | 'mask_fsc' | 'map_locres' | 'map_filtered';

/** What a refined or reconstructed volume offers. */
export const refinedSlots: readonly MapSlot[] = [
  'map',
  'map_sharp',
  'map_half_A',
  'map_half_B',
  'mask_refine',
  'mask_fsc',
];

/** A volume output; usually with half maps and masks. */
export function volumeOutput(
  title: string,
  slots: readonly MapSlot[] = refinedSlots,
  passthrough: string | null = null,
): OutputSpec {
  return {
    type: 'volume',
    title,
    description: '',
    slots: slots.map((name) => ({ name, dtype: 'volume_blob' })),
    passthrough,
  };
}

export function maskOutput(title: string): OutputSpec {
  return { type: 'mask', title, description: '', slots: [{ name: 'mask', dtype: 'volume_blob' }], passthrough: null };
}

/** Particles with their poses, and what passes through from the input `particles`. */
export function poseOutput(title: string): OutputSpec {
  return {
    type: 'particle',
    title,
    description: '',
    slots: [{ name: 'alignments3D', dtype: 'alignments3D' }],
    passthrough: 'particles',
  };
}

export function volumeInput(title: string): InputSpec {
  return defineInput({
    type: 'volume',
    title,
    slots: [{ name: 'map', dtype: 'volume_blob', required: true }],
    count_max: 1,
  });
}

/** All maps of one volume: those that it must have, and any others. */
export function mapsInput(title: string, required: readonly MapSlot[], count_min: 0 | 1 = 1): InputSpec {
  return defineInput({
    type: 'volume',
    title,
    slots: refinedSlots.map((name) => ({ name, dtype: 'volume_blob', required: required.includes(name) })),
    count_min,
    count_max: 1,
  });
}

/** A mask, which may be left out. */
export function maskInput(title: string): InputSpec {
  return defineInput({
    type: 'mask',
    title,
    slots: [{ name: 'mask', dtype: 'volume_blob', required: true }],
    count_min: 0,
    count_max: 1,
  });
}
