import { UserError } from '@vitreous/errors';
import { findIds, findNumbers, findTexts, type Dataset, type DatasetColumn } from '../cs/dataset.js';
import { createStarTable } from '../star/star-table.js';
import type { StarBlockToWrite } from '../star/write-star.js';
import { alignmentFields, pickFields, rowFields, tidy, uidLabel } from './field-map.js';
import { groupOptics } from './optics-of-dataset.js';
import { anglesOfPoses } from './poses.js';
import { rowKinds, type RowKind } from './row-kind.js';

export interface StarOfDatasetOptions {
  /** Writes `uid` as a label RELION does not know but keeps, so that ids survive; true by default. */
  readonly uids?: boolean;
  /** Counts rows from the other end (y becomes height - y), for micrographs whose rows the two programs read in opposite order. */
  readonly flipY?: boolean;
}

export interface StarConversion {
  /** Blocks in RELION 3.1 form: optics, then the rows. */
  readonly blocks: StarBlockToWrite[];
  /** Sentences on what could not be carried over. */
  readonly notes: string[];
}

type Columns = Record<string, Float32Array | Float64Array | Uint32Array | readonly string[]>;

/**
 * A dataset of particles, picks, micrographs or movies as a STAR file of RELION 3.1 and later.
 *
 * @throws UserError when the rows are none of these.
 */
export function starOfDataset(
  dataset: Dataset,
  { uids = true, flipY = false }: StarOfDatasetOptions = {},
): StarConversion {
  const kind = kindOfDataset(dataset);
  const optics = groupOptics(dataset, kind);
  const carried = new Set(['uid', ...optics.fields]);
  const columns: Columns = {
    ...paths(dataset, kind, carried),
    ...coordinates(dataset, flipY, carried),
    ...mapped(dataset, carried),
    ...(isPicks(dataset) ? templateOfPick(dataset, carried) : alignment(dataset, carried)),
    rlnOpticsGroup: optics.groupOfRow,
  };
  const ids = findIds(dataset, 'uid');
  if (uids && ids !== null) columns[uidLabel] = Array.from(ids, String);
  const lost = Array.from(dataset.columns).filter(([name, column]) => !carried.has(name) && hasContent(column));
  const notes = lost.length === 0 ? [] : [`STAR has no place for ${lost.map(([name]) => name).join(', ')}.`];
  if (kind === 'particles' && Array.from(findNumbers(dataset, 'blob/sign') ?? []).some((sign) => sign < 0)) {
    notes.push('Particles are dark in these images (blob/sign is -1); RELION expects them bright: invert them for it.');
  }
  return {
    blocks: [
      { name: 'optics', loops: [optics.table] },
      { name: kind, loops: [createStarTable(columns)] },
    ],
    notes,
  };
}

function kindOfDataset(dataset: Dataset): RowKind {
  if (dataset.columns.has('blob/path') || dataset.columns.has('location/center_x_frac')) return 'particles';
  if (dataset.columns.has('micrograph_blob/path')) return 'micrographs';
  if (dataset.columns.has('movie_blob/path')) return 'movies';
  throw new UserError(
    'This dataset has none of blob/path, location/center_x_frac, micrograph_blob/path and movie_blob/path: it is no table of particles, picks, micrographs or movies.',
  );
}

function paths(dataset: Dataset, kind: RowKind, carried: Set<string>): Columns {
  const columns: Columns = {};
  const take = (field: string): string[] | null => {
    carried.add(field);
    // CryoSPARC marks the paths of exported datasets with a leading '>'.
    return findTexts(dataset, field)?.map((path) => path.replace(/^>/, '')) ?? null;
  };
  const path = take(`${rowKinds[kind].slot}/path`);
  if (path !== null && kind === 'particles') {
    carried.add('blob/idx');
    const index = findNumbers(dataset, 'blob/idx');
    columns.rlnImageName = path.map((name, row) => `${String((index?.[row] ?? 0) + 1).padStart(6, '0')}@${name}`);
  } else if (path !== null) {
    columns[rowKinds[kind].pathLabel] = path;
  }
  if (kind === 'particles') {
    const micrograph = take('location/micrograph_path');
    if (micrograph !== null) columns.rlnMicrographName = micrograph;
    carried.add('location/micrograph_uid');
  }
  return columns;
}

/** Fractions of the micrograph to pixels, the first pixel at 0 (docs/conventions.md). */
function coordinates(dataset: Dataset, flipY: boolean, carried: Set<string>): Columns {
  const [x, y, shape] = ['center_x_frac', 'center_y_frac', 'micrograph_shape'].map((field) => {
    return findNumbers(dataset, `location/${field}`);
  });
  if (!x || !y || !shape) return {};
  for (const field of ['center_x_frac', 'center_y_frac', 'micrograph_shape']) carried.add(`location/${field}`);
  return {
    rlnCoordinateX: Float64Array.from(x, (fraction, row) => tidy(fraction * (shape[2 * row + 1] ?? NaN))),
    rlnCoordinateY: Float64Array.from(y, (fraction, row) =>
      tidy((flipY ? 1 - fraction : fraction) * (shape[2 * row] ?? NaN)),
    ),
  };
}

function mapped(dataset: Dataset, carried: Set<string>): Columns {
  const columns: Columns = {};
  for (const { field, label, scale } of rowFields) {
    const values = findNumbers(dataset, field);
    if (values === null) continue;
    carried.add(field);
    columns[label] =
      scale === 1 ? Float32Array.from(values) : Float64Array.from(values, (value) => tidy(value * scale));
  }
  return columns;
}

/** Picks are places without images. */
const isPicks = ({ columns }: Dataset): boolean =>
  columns.has('location/center_x_frac') &&
  !['blob/path', 'alignments2D/pose', 'alignments3D/pose'].some((name) => columns.has(name));

/** Which template was found and how it was turned, as RELION's picker tells it. */
function templateOfPick(dataset: Dataset, carried: Set<string>): Columns {
  const columns: Columns = {};
  const angle = findNumbers(dataset, pickFields.angle);
  const template = findNumbers(dataset, pickFields.template);
  if (angle !== null) columns.rlnAnglePsi = Float64Array.from(angle, (radians) => tidy((radians * 180) / Math.PI));
  if (template !== null) columns.rlnClassNumber = Uint32Array.from(template, (index) => index + 1);
  for (const field of Object.values(pickFields)) carried.add(field);
  return columns;
}

/** The 3D alignment, or else the 2D one: angles in degrees, shifts in Å of the alignment's pixels. */
function alignment(dataset: Dataset, carried: Set<string>): Columns {
  const slot = dataset.columns.has('alignments3D/pose') ? 'alignments3D' : 'alignments2D';
  const take = (field: string): ArrayLike<number> | null => {
    const values = findNumbers(dataset, `${slot}/${field}`);
    if (values !== null) carried.add(`${slot}/${field}`);
    return values;
  };
  const columns: Columns = {};
  const pose = take('pose');
  if (pose !== null) {
    const angles = slot === 'alignments3D' ? anglesOfPoses(pose) : inPlane(pose);
    ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'].forEach((label, axis) => {
      columns[label] = Float64Array.from({ length: dataset.length }, (_, row) =>
        tidy(angles[3 * row + axis] ?? NaN, 13),
      );
    });
  }
  const shift = take('shift');
  const pixelSizeA = take('psize_A') ?? findNumbers(dataset, 'blob/psize_A');
  if (shift !== null && pixelSizeA !== null) {
    ['rlnOriginXAngst', 'rlnOriginYAngst'].forEach((label, axis) => {
      columns[label] = Float64Array.from({ length: dataset.length }, (_, row) =>
        tidy((shift[2 * row + axis] ?? NaN) * (pixelSizeA[row] ?? NaN)),
      );
    });
  }
  for (const { field, label, offset } of alignmentFields) {
    const values = take(field);
    if (values !== null) columns[label] = Uint32Array.from(values, (value) => value + offset);
  }
  return columns;
}

function inPlane(poses: ArrayLike<number>): Float64Array {
  const angles = new Float64Array(3 * poses.length);
  for (let row = 0; row < poses.length; row++) angles[3 * row + 2] = ((poses[row] ?? 0) * 180) / Math.PI;
  return angles;
}

/** Whether a column says anything: another number than 0, another text than none. */
function hasContent({ data }: DatasetColumn): boolean {
  for (const value of data) if (value !== 0 && value !== 0n && value !== '') return true;
  return false;
}
