import { basename, extname } from 'node:path';
import { UserError } from '@vitreous/errors';
import {
  datasetOfStar,
  findNumbers,
  findTexts,
  readDataset,
  readStar,
  takeRows,
  type Dataset,
} from '@vitreous/formats';

/**
 * The picks of one micrograph in a `.cs` or STAR file: the rows that name it (by file name, whatever the folder), with
 * `location/center_x_frac` and `center_y_frac`. A STAR file that names no micrograph is taken to be of this one.
 *
 * @throws UserError when the file cannot be picks of this micrograph; DataError when it is broken.
 */
export async function readPicks(
  path: string,
  micrograph: { readonly path: string; readonly height: number; readonly width: number },
): Promise<Dataset> {
  const picks =
    extname(path).toLowerCase() === '.star' ? await readStarPicks(path, micrograph) : await readDataset(path);
  if (findNumbers(picks, 'location/center_x_frac') === null || findNumbers(picks, 'location/center_y_frac') === null) {
    throw new UserError(
      `${path} holds no picks: expected location/center_x_frac and location/center_y_frac (or STAR coordinates).`,
    );
  }
  const names = findTexts(picks, 'location/micrograph_path');
  if (names === null || picks.length === 0) return picks;
  const own = basename(micrograph.path);
  const rows = names.flatMap((name, row) => (basename(name) === own ? [row] : []));
  if (rows.length === 0) {
    throw new UserError(`${path} holds no picks of ${own}: they are of ${[...new Set(names)].slice(0, 3).join(', ')}.`);
  }
  return rows.length === picks.length ? picks : takeRows(picks, rows);
}

async function readStarPicks(
  path: string,
  micrograph: { readonly path: string; readonly height: number; readonly width: number },
): Promise<Dataset> {
  const { dataset } = datasetOfStar(await readStar(path), {
    micrographShape: () => [micrograph.height, micrograph.width],
    micrographPath: micrograph.path,
  });
  return dataset;
}
