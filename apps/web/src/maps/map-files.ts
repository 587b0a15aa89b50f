import { useProjectFile } from '../server/use-project-file.js';

/** `fsc.json`: the curves of a map over its shells, whose radius is `radwn` over the box's width. */
export interface FscFile {
  readonly psize_A: number;
  readonly box_size_pix: number;
  readonly resolution_A: number;
  readonly bfactor_A2: number | null;
  readonly radwn: readonly number[];
  readonly fsc_nomask: readonly number[];
  readonly fsc_sphericalmask: readonly number[];
  readonly fsc_tightmask: readonly number[];
  readonly fsc_noisesub: readonly number[];
  /** The shells that the B-factor was fitted to; null where there were too few. */
  readonly guinier?: {
    readonly inverse_square_A: readonly number[];
    readonly log_amplitude: readonly number[];
  } | null;
}

/** `directions.json`: from where particles are seen, on cells of equal area by azimuth and sine of elevation. */
export interface DirectionsFile {
  readonly num_particles: number;
  readonly symmetry: string;
  readonly columns: number;
  readonly rows: number;
  /** Row by row, the lowest elevation first; 1 where as many look as in an even spread. */
  readonly spread: readonly number[];
}

/** @throws Error where the file lacks a curve. */
export async function readFsc(blob: Blob): Promise<FscFile> {
  const file = JSON.parse(await blob.text()) as FscFile;
  const { radwn, fsc_nomask, fsc_sphericalmask, fsc_tightmask, fsc_noisesub, guinier } = file;
  const lists = [radwn, fsc_nomask, fsc_sphericalmask, fsc_tightmask, fsc_noisesub];
  const line = guinier == null ? [] : [guinier.inverse_square_A, guinier.log_amplitude];
  if ([...lists, ...line].every(isListOfNumbers) && file.psize_A > 0 && file.resolution_A > 0) return file;
  throw new Error('No curves of a map.');
}

/** @throws Error where the file has not one number for each cell. */
export async function readDirections(blob: Blob): Promise<DirectionsFile> {
  const file = JSON.parse(await blob.text()) as DirectionsFile;
  const { columns, rows, spread } = file;
  if (isListOfNumbers(spread) && spread.length === columns * rows && file.num_particles >= 0) return file;
  throw new Error('No viewing directions.');
}

function isListOfNumbers(list: unknown): list is number[] {
  return Array.isArray(list) && list.every((value) => typeof value === 'number');
}

/** A file of numbers that a job wrote beside its map; undefined before it is there. @param at changes with each map. */
export function useMapFile<Content>(
  project: string,
  path: string | null,
  at: string,
  read: (blob: Blob) => Promise<Content>,
): Content | undefined {
  return useProjectFile({ project, path, version: Date.parse(at) }, 'json', read);
}
