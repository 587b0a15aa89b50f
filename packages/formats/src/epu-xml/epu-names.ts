/** What an EPU image is of. */
export type EpuKind = 'data' | 'foilHole' | 'gridSquare' | 'tile' | 'atlas';

/** What EPU's file and folder names say. */
export interface EpuNames {
  readonly kind: EpuKind | null;
  readonly gridSquareId: string | null;
  readonly foilHoleId: string | null;
  /** The place within the hole's template: holes of one session share these ids. */
  readonly dataAreaId: string | null;
  /** Local time of the microscope's computer, from the name: 2025-01-08T15:49:15. */
  readonly namedAt: string | null;
}

const forms: readonly [EpuKind, RegExp][] = [
  ['data', /^FoilHole_(?<hole>\d+)_Data_(?<area>\d+)_\d+_(?<date>\d{8})_(?<time>\d{6})/],
  ['foilHole', /^FoilHole_(?<hole>\d+)_(?<date>\d{8})_(?<time>\d{6})/],
  ['gridSquare', /^GridSquare_(?<date>\d{8})_(?<time>\d{6})/],
  ['tile', /^Tile_\d+_\d+_\d+/],
  ['atlas', /^Atlas_\d+/],
];

/** Reads the ids in a path such as `…/GridSquare_8999138/Data/FoilHole_9015883_Data_9017347_6_20250108_154915.xml`. */
export function readEpuNames(path: string): EpuNames {
  const parts = path.split(/[\\/]/);
  const file = parts.at(-1) ?? '';
  const square = parts
    .slice(0, -1)
    .reverse()
    .map((part) => /^GridSquare_(\d+)$/.exec(part)?.[1])
    .find((id) => id !== undefined);
  for (const [kind, form] of forms) {
    const match = form.exec(file);
    if (match === null) continue;
    const { hole, area, date, time } = match.groups ?? {};
    return {
      kind,
      gridSquareId: square ?? null,
      foilHoleId: hole ?? null,
      dataAreaId: area ?? null,
      namedAt:
        date === undefined || time === undefined
          ? null
          : `${date.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}`,
    };
  }
  return { kind: null, gridSquareId: square ?? null, foilHoleId: null, dataAreaId: null, namedAt: null };
}

/** The name of the XML file that belongs to a movie (`…_Fractions.tiff`, `…_EER.eer`, `….mrc`), without folders. */
export function epuXmlOfMovie(path: string): string {
  const file = path.split(/[\\/]/).at(-1) ?? '';
  return `${file.replace(/\.[^.]*$/, '').replace(/_(Fractions|EER)$/i, '')}.xml`;
}
