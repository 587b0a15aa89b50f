import { basename } from 'node:path';
import type { Column } from '../text-table.js';
import type { ExposureRecord } from './exposure-record.js';

/** The columns that a person reads first of an exposure. */
export const summaryColumns: readonly Column[] = [
  { title: 'exposure', align: 'left' },
  { title: 'frames', align: 'right' },
  { title: 'motion px', align: 'right' },
  { title: 'step px', align: 'right' },
  { title: 'bad pixels', align: 'right' },
  { title: 'seconds', align: 'right' },
];

/** The cells of `summaryColumns`; a dash where a stage has not measured. */
export function summariseExposure(record: ExposureRecord): string[] {
  const show = (stage: string, name: string, decimals: number): string => {
    const value = record.stages[stage]?.result[name];
    return typeof value === 'number' && Number.isFinite(value) ? value.toFixed(decimals) : '–';
  };
  const motion = record.stages['motion']?.result;
  const frames = Number(motion?.['frame_end']) - Number(motion?.['frame_start']);
  const seconds = Object.values(record.stages).reduce((sum, stage) => sum + stage.seconds, 0);
  return [
    basename(record.path),
    Number.isFinite(frames) ? String(frames) : '–',
    show('motion', 'total_motion_dist', 2),
    show('motion', 'max_intra_frame_motion', 2),
    show('motion', 'bad_pixels', 0),
    seconds.toFixed(1),
  ];
}
