import { basename } from 'node:path';
import type { Column } from '../text-table.js';
import type { ExposureRecord } from './exposure-record.js';

/** Where a number of the summary comes from. */
interface Figure {
  readonly title: string;
  readonly step: string;
  readonly name: string;
  readonly decimals: number;
}

const figures: readonly Figure[] = [
  { title: 'drift px', step: 'motion', name: 'total_motion_dist', decimals: 1 },
  { title: 'bad px', step: 'motion', name: 'bad_pixels', decimals: 0 },
  { title: 'defocus Å', step: 'ctf', name: 'average_defocus', decimals: 0 },
  { title: 'astig. Å', step: 'ctf', name: 'astigmatism', decimals: 0 },
  { title: 'fit Å', step: 'ctf', name: 'ctf_fit_to_A', decimals: 1 },
  { title: 'ice', step: 'ctf', name: 'ice_thickness_rel', decimals: 2 },
  { title: 'blobs', step: 'pick', name: 'total_blob_picks', decimals: 0 },
  { title: 'by template', step: 'pick', name: 'total_template_picks', decimals: 0 },
  { title: 'below limit', step: 'extract', name: 'outside_limits', decimals: 0 },
  { title: 'over edge', step: 'extract', name: 'over_edge', decimals: 0 },
  { title: 'particles', step: 'extract', name: 'total_extracted_particles', decimals: 0 },
];

/** What a person reads first of the exposures: a row each, with the columns that any of them has something in. */
export interface Summary {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

const nothing = '–';

export function summariseExposures(records: readonly ExposureRecord[]): Summary {
  const measured = figures.filter((figure) => records.some((record) => cellOf(record, figure) !== nothing));
  return {
    columns: [
      { title: 'exposure', align: 'left' },
      { title: 'frames', align: 'right' },
      ...measured.map(({ title }): Column => ({ title, align: 'right' })),
      { title: 'seconds', align: 'right' },
    ],
    rows: records.map((record) => {
      const motion = record.stages['motion']?.result;
      const frames = Number(motion?.['frame_end']) - Number(motion?.['frame_start']);
      const seconds = Object.values(record.stages).reduce((sum, stage) => sum + stage.seconds, 0);
      return [
        basename(record.path),
        Number.isFinite(frames) ? String(frames) : nothing,
        ...measured.map((figure) => cellOf(record, figure)),
        seconds.toFixed(1),
      ];
    }),
  };
}

function cellOf(record: ExposureRecord, { step, name, decimals }: Figure): string {
  const value = record.stages[step]?.result[name];
  return typeof value === 'number' ? value.toFixed(decimals) : nothing;
}
