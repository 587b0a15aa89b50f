import { createStandardDataset, readDataset, withColumns, type Dataset } from '@vitreous/formats';
import type { Exposure, PickerInfoElement } from '@vitreous/schema';
import { join } from 'node:path';

/** Whose particles are wanted: those that were cut out last, or those of one picker. */
export type ParticlesOf = 'current' | 'blob' | 'template' | 'manual';

/** Where the particles of an exposure stand; null when it has none of these. */
export function extractedOf(exposure: Exposure, wanted: ParticlesOf): PickerInfoElement | null {
  const { particle_extracted: automatic, particle_manual_extracted: manual } = exposure.groups;
  const list = wanted === 'manual' ? [manual] : Array.isArray(automatic) ? automatic : [];
  const found = list.find(({ picker_type }) => wanted === 'current' || picker_type === wanted);
  return found === undefined || found.count === 0 ? null : found;
}

/** The particles of an exposure, with the exposure's own number and group. */
export async function readParticles(projectDir: string, exposure: Exposure, path: string): Promise<Dataset> {
  const particles = await readDataset(join(projectDir, path));
  const group = new Uint32Array(particles.length).fill(exposure.exp_group_id);
  const micrograph = BigInt(exposure.groups.exposure.uid);
  return withColumns(
    particles,
    createStandardDataset(particles.length, {
      'location/micrograph_uid': new BigUint64Array(particles.length).fill(micrograph),
      'location/exp_group_id': group,
      ...(particles.columns.has('ctf/df1_A') && { 'ctf/exp_group_id': group }),
    }),
  );
}
