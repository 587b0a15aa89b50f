import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { DataError, UserError } from '@vitreous/errors';
import { firstThere, readMrcHeader } from '@vitreous/formats';

/** A stack that a table names. */
export interface FoundStack {
  /** Without symbolic links. */
  readonly path: string;
  readonly boxPx: number;
  readonly pixelSizeA: number | null;
}

/** How far above the table its paths may start: RELION's are relative to the project, the table lies in a job of it. */
const mostLevels = 4;

/**
 * Where the stacks are that a table names: under `given` (a folder, with the path as it is or its last part, or one
 * file for all), else where the path says, from the table's folder or those above it.
 *
 * @throws UserError when one is not there or may not be read, or holds images that are not square; DataError when it is broken
 *   or has fewer images than the table says.
 */
export async function findStacks(
  mostIndexOf: ReadonlyMap<string, number>,
  { table, given, requireReadable }: { table: string; given: string | null; requireReadable: (path: string) => void },
): Promise<Map<string, FoundStack>> {
  const folders: string[] = [];
  for (let folder = dirname(table); folders.length <= mostLevels; folder = dirname(folder)) folders.push(folder);
  const isOneFile = given !== null && (await stat(given).catch(() => null))?.isFile() === true;
  const found = new Map<string, FoundStack>();
  for (const [name, mostIndex] of mostIndexOf) {
    const under = given === null ? [] : [join(given, name), join(given, basename(name))];
    const beside = isAbsolute(name) ? [name] : folders.map((folder) => join(folder, name));
    const place = isOneFile ? given : await firstThere([...under, ...beside]);
    if (place === null) {
      const looked =
        given === null ? `in ${folders[0] ?? ''} and the folders above it` : `in ${given} and around the table`;
      throw new UserError(
        `There is no stack ${name}, which ${table} names: looked ${looked}. Say where it is (particle_blob_path).`,
      );
    }
    const path = await realpath(place);
    requireReadable(path);
    const { width, height, sections, pixelSizeA } = await readMrcHeader(path);
    if (width !== height) {
      throw new UserError(`${path} holds images of ${width} x ${height} pixels: expected square boxes.`);
    }
    if (mostIndex >= sections) {
      throw new DataError(`${table} names image ${mostIndex + 1} of ${path}, which has ${sections}.`);
    }
    found.set(name, { path, boxPx: width, pixelSizeA });
  }
  return found;
}
