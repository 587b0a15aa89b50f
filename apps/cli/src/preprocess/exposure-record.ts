import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '@vitreous/formats';
import type { StageRecords } from '@vitreous/stages';

/** All that is known of one exposure; kept as `exposure.json` in its folder, rewritten as each stage ends. */
export interface ExposureRecord {
  readonly path: string;
  readonly failReason: string | null;
  readonly stages: StageRecords;
}

const fileName = 'exposure.json';

/** The record in `folder`; an empty one where there is none, or where it is not ours to read. */
export async function readExposureRecord(folder: string, path: string): Promise<ExposureRecord> {
  const empty: ExposureRecord = { path, failReason: null, stages: {} };
  let text: string;
  try {
    text = await readFile(join(folder, fileName), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return empty;
    throw error;
  }
  return isRecord(text) ? (JSON.parse(text) as ExposureRecord) : empty;
}

/** A record that was damaged by hand costs a repeat of the work, nothing else. */
function isRecord(text: string): boolean {
  try {
    const value = JSON.parse(text) as Partial<ExposureRecord> | null;
    return (
      value !== null &&
      typeof value.path === 'string' &&
      typeof value.stages === 'object' &&
      Object.values(value.stages).every(
        (stage) =>
          typeof stage.key === 'string' && typeof stage.seconds === 'number' && typeof stage.result === 'object',
      )
    );
  } catch {
    return false;
  }
}

export async function writeExposureRecord(folder: string, record: ExposureRecord): Promise<void> {
  const text = `${JSON.stringify(record, null, 2)}\n`;
  await writeAtomically(join(folder, fileName), async (file) => {
    await file.writeFile(text);
  });
}
