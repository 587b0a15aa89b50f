import { realpath } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { sentenceOf } from '@vitreous/errors';
import { epuXmlOfMovie, exposureOfMdoc, firstThere, readEpuXml, readMdoc } from '@vitreous/formats';

/** What the microscope wrote beside a movie; null where it did not say. */
export interface Sidecar {
  readonly path: string;
  readonly psize_A: number | null;
  readonly dose_e_per_A2: number | null;
  readonly accel_kv: number | null;
  /** In the microscope's own units; of SerialEM the image shift in µm. */
  readonly beam_shift: readonly [number, number] | null;
  /** x and y, µm. */
  readonly stage_um: readonly [number, number] | null;
  readonly tilt_deg: number | null;
  readonly grid_square: string | null;
  readonly foil_hole: string | null;
  /** The place within the template of holes: exposures of one place share their beam shift. */
  readonly data_area: string | null;
  readonly acquired_at: string | null;
}

/**
 * Finds and reads the `.mdoc` or EPU XML beside a movie, links followed. Metadata that cannot be read spoils no movie:
 * then there is a warning instead.
 */
export async function readSidecar(moviePath: string): Promise<{ sidecar: Sidecar | null; warning: string | null }> {
  const movie = await realpath(moviePath);
  const stem = movie.slice(0, movie.length - extname(movie).length);
  const found = await firstThere([`${movie}.mdoc`, `${stem}.mdoc`, join(dirname(movie), epuXmlOfMovie(movie))]);
  if (found === null) return { sidecar: null, warning: null };
  try {
    return { sidecar: found.endsWith('.mdoc') ? await fromMdoc(found) : await fromXml(found), warning: null };
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === null) throw error;
    return { sidecar: null, warning: `What the microscope wrote beside the movie cannot be read: ${sentence}` };
  }
}

async function fromMdoc(path: string): Promise<Sidecar> {
  const said = exposureOfMdoc(await readMdoc(path));
  const [x, y] = said.stageUm ?? [];
  return {
    path,
    psize_A: said.pixelSizeA,
    dose_e_per_A2: said.doseEPerA2,
    accel_kv: said.accelKv,
    beam_shift: said.imageShiftUm,
    stage_um: x === undefined || y === undefined ? null : [x, y],
    tilt_deg: said.tiltDeg,
    grid_square: null,
    foil_hole: null,
    data_area: said.navigatorLabel,
    acquired_at: said.dateTime,
  };
}

async function fromXml(path: string): Promise<Sidecar> {
  const said = await readEpuXml(path);
  return {
    path,
    psize_A: said.pixelSizeA,
    dose_e_per_A2: said.doseEPerA2,
    accel_kv: said.accelKv,
    beam_shift: said.beamShift,
    stage_um: said.stageUm === null ? null : [said.stageUm[0], said.stageUm[1]],
    tilt_deg: said.stageTiltDeg?.[0] ?? null,
    grid_square: said.gridSquareId,
    foil_hole: said.foilHoleId,
    data_area: said.dataAreaId,
    acquired_at: said.acquiredAt,
  };
}
