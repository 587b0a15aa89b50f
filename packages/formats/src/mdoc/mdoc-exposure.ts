import { DataError } from '@vitreous/errors';
import type { Mdoc, MdocSection } from './read-mdoc.js';

/** What an `.mdoc` says of one exposure; null where it does not say. Micrometres, degrees and seconds as SerialEM has them. */
export interface MdocExposure {
  /** Å, of a pixel at `binning`. */
  readonly pixelSizeA: number | null;
  /** e/Å² of the whole exposure; null also where SerialEM was not calibrated and wrote 0. */
  readonly doseEPerA2: number | null;
  /** e/Å² that fell on the place in exposures before this one. */
  readonly priorDoseEPerA2: number | null;
  /** Electrons per unbinned pixel and second. */
  readonly doseRateEPerPxS: number | null;
  /** Frames of equal dose, one after the other. */
  readonly frameDoses: readonly { readonly doseEPerA2: number; readonly frames: number }[];
  readonly frameCount: number | null;
  readonly accelKv: number | null;
  readonly magnification: number | null;
  /** Pixels of the camera in one of the image; 0.5 is super-resolution. */
  readonly binning: number | null;
  readonly exposureS: number | null;
  readonly tiltDeg: number | null;
  /** Of the tilt axis. */
  readonly rotationDeg: number | null;
  /** Negative is underfocus. */
  readonly defocusUm: number | null;
  readonly targetDefocusUm: number | null;
  /** x and y. */
  readonly imageShiftUm: readonly [number, number] | null;
  /** x, y and, where given, z. */
  readonly stageUm: readonly number[] | null;
  /** Slit width of the energy filter in eV; null without a slit. */
  readonly slitEv: number | null;
  /** File names, without folders. */
  readonly gainReference: string | null;
  readonly defectFile: string | null;
  /** Path of the movie, as on the microscope's computer. */
  readonly framePath: string | null;
  /** Name of the movie, without folders. */
  readonly frameFile: string | null;
  /** Local time of the microscope's computer: 2021-10-08T07:39:08. */
  readonly dateTime: string | null;
  readonly navigatorLabel: string | null;
  /** Everything as written, globals first; the section's own values win. */
  readonly raw: ReadonlyMap<string, string>;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * What the file says of `section`, by default its first: a movie's own `.mdoc` has one `FrameSet`.
 *
 * @throws DataError when a value that should be a number is none.
 */
export function exposureOfMdoc(mdoc: Mdoc, section: MdocSection | undefined = mdoc.sections[0]): MdocExposure {
  const raw = new Map([...mdoc.globals, ...(section?.values ?? [])]);
  const numbers = (key: string): number[] | null => {
    const words = raw.get(key)?.trim().split(/\s+/);
    if (words === undefined || words[0] === '') return null;
    const values = words.map(Number);
    if (values.every(Number.isFinite)) return values;
    const where = section === undefined ? '' : `, [${section.kind} = ${section.name}] at line ${section.line}`;
    throw new DataError(
      `${mdoc.path}${where}: ${key} should be a number, but is ${JSON.stringify(raw.get(key)?.slice(0, 60))}.`,
    );
  };
  const number = (key: string): number | null => numbers(key)?.[0] ?? null;
  const text = (key: string): string | null => raw.get(key) ?? null;
  const [x, y] = numbers('StagePosition') ?? [];
  const z = number('StageZ');
  const [shiftX, shiftY] = numbers('ImageShift') ?? [];
  const doses = numbers('FrameDosesAndNumber') ?? [];
  const framePath = text('SubFramePath');
  const dose = number('ExposureDose');
  return {
    pixelSizeA: number('PixelSpacing'),
    doseEPerA2: dose === 0 ? null : dose,
    priorDoseEPerA2: number('PriorRecordDose'),
    doseRateEPerPxS: number('DoseRate'),
    frameDoses: Array.from({ length: doses.length >> 1 }, (_, i) => ({
      doseEPerA2: doses[2 * i] ?? 0,
      frames: doses[2 * i + 1] ?? 0,
    })),
    frameCount: number('NumSubFrames'),
    accelKv: number('Voltage'),
    magnification: number('Magnification'),
    binning: number('Binning'),
    exposureS: number('ExposureTime'),
    tiltDeg: number('TiltAngle'),
    rotationDeg: number('RotationAngle'),
    defocusUm: number('Defocus'),
    targetDefocusUm: number('TargetDefocus'),
    imageShiftUm: shiftX === undefined || shiftY === undefined ? null : [shiftX, shiftY],
    stageUm: x === undefined || y === undefined ? null : z === null ? [x, y] : [x, y, z],
    slitEv: numbers('FilterSlitAndLoss')?.[0] || null,
    gainReference: text('GainReference'),
    defectFile: text('DefectFile'),
    framePath,
    frameFile: framePath?.split(/[\\/]/).at(-1) ?? null,
    dateTime: parseTime(text('DateTime')),
    navigatorLabel: text('NavigatorLabel'),
    raw,
  };
}

/** `08-Oct-21  07:39:08` (or with four digits of the year) as 2021-10-08T07:39:08; null when it is none. */
function parseTime(text: string | null): string | null {
  const match = /^(\d{1,2})-([A-Za-z]{3})-(\d{2}|\d{4})\s+(\d{2}:\d{2}:\d{2})/.exec(text?.trim() ?? '');
  if (match === null) return null;
  const [, day = '', name = '', year = '', time = ''] = match;
  const month = months.indexOf(name.toLowerCase()) + 1;
  if (month === 0) return null;
  return `${year.length === 2 ? `20${year}` : year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}T${time}`;
}
