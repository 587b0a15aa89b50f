import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@vitreous/errors';
import { writeAtomically } from '@vitreous/formats';

/** What one stage left: its result, and the key that says what it was made from. */
export interface StageRecord {
  readonly key: string;
  readonly seconds: number;
  readonly result: Readonly<Record<string, unknown>>;
}

/** All that is known of one exposure; kept as `exposure.json` in its folder, rewritten as each stage ends. */
export interface ExposureRecord {
  readonly path: string;
  readonly failReason: string | null;
  readonly stages: Readonly<Record<string, StageRecord>>;
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

/**
 * What makes an input file this very file: path, size and time of its last change.
 *
 * @throws UserError when there is no such file, or it is a folder.
 */
export async function identifyFile(path: string): Promise<string> {
  try {
    const info = await stat(path);
    if (!info.isDirectory()) return `${path}:${info.size}:${info.mtimeMs}`;
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : code;
    throw new UserError(`Cannot read ${path}: ${reason}. Check the path.`, { cause: error });
  }
  throw new UserError(`Cannot read ${path}: that is a folder; name a file.`);
}
