import { DataError } from '@vitreous/errors';
import { withFileSource } from '../byte-source.js';
import { readEpuNames, type EpuNames } from './epu-names.js';
import { findElement, parseXml, type XmlElement } from './xml-tree.js';

/** What EPU wrote beside an image; null where it did not. EPU has SI units: lengths here are Å or µm, angles degrees. */
export interface EpuImage extends EpuNames {
  /** Å, of a pixel of this image; a movie's own may be smaller: divide the field of view by its width. */
  readonly pixelSizeA: number | null;
  /** (width, height) of this image. */
  readonly sizePx: readonly [number, number] | null;
  /** (width, height) that the camera saw. */
  readonly fieldOfViewA: readonly [number, number] | null;
  /** e/Å² of the whole exposure. */
  readonly doseEPerA2: number | null;
  readonly accelKv: number | null;
  readonly nominalMagnification: number | null;
  readonly exposureS: number | null;
  /** Fractions of the movie. */
  readonly fractions: number | null;
  /** In the microscope's own units, which no length is given for. */
  readonly beamShift: readonly [number, number] | null;
  readonly beamTilt: readonly [number, number] | null;
  readonly imageShift: readonly [number, number] | null;
  /** x, y, z. */
  readonly stageUm: readonly [number, number, number] | null;
  /** The two tilts of the stage. */
  readonly stageTiltDeg: readonly [number, number] | null;
  /** What was asked for; negative is underfocus. */
  readonly appliedDefocusUm: number | null;
  /** Slit width of the energy filter in eV; null when it was not in. */
  readonly slitEv: number | null;
  readonly phasePlate: boolean | null;
  /** (x, y) */
  readonly binning: readonly [number, number] | null;
  readonly superResolutionFactor: number | null;
  readonly isCounted: boolean | null;
  readonly detector: string | null;
  /** With its zone: 2025-01-08T15:49:18.1158288+00:00. */
  readonly acquiredAt: string | null;
  /** The image's own id. */
  readonly uniqueId: string | null;
  readonly software: string | null;
  readonly instrument: string | null;
  /** Every key of EPU's list of further values that has a plain text. */
  readonly raw: ReadonlyMap<string, string>;
}

/** EPU's files have about 16 kB. */
const mostBytes = 1 << 24;

/** Reads an XML file that EPU wrote beside an image. @throws UserError, or DataError with path and line. */
export function readEpuXml(path: string): Promise<EpuImage> {
  return withFileSource(path, async (source) => {
    if (source.size > mostBytes) throw new DataError(`${path}: ${source.size} bytes are too many for an XML of EPU.`);
    return parseEpuXml((await source.read(0, source.size)).toString('utf8'), path);
  });
}

/** As readEpuXml, from text; ids are read from `path`. */
export function parseEpuXml(text: string, path: string): EpuImage {
  const root = parseXml(text.replace(/^\uFEFF/, ''), path);
  if (root.name !== 'MicroscopeImage') {
    throw new DataError(`${path}: expected the XML of an EPU image (MicroscopeImage), found ${root.name}.`);
  }
  const textAt = (...names: string[]): string | null => findElement(root, ...names)?.text || null;
  const number = (...names: string[]): number | null => {
    const found = textAt(...names);
    return found === null ? null : toNumber(found, names.join('/'), path);
  };
  const pair = (names: string[], [x, y]: [string, string]): readonly [number, number] | null => {
    const [first, second] = [number(...names, x), number(...names, y)];
    return first === null || second === null ? null : [first, second];
  };
  const optics = ['microscopeData', 'optics'];
  const camera = ['microscopeData', 'acquisition', 'camera'];
  const stage = ['microscopeData', 'stage', 'Position'];
  const custom = readKeyValues(findElement(root, 'CustomData'));
  const cameraValues = readKeyValues(findElement(root, ...camera, 'CameraSpecificInput'));
  const rawNumber = (key: string): number | null => {
    const found = custom.raw.get(key);
    return found === undefined ? null : toNumber(found, key, path);
  };
  const flag = (found: string | undefined): boolean | null => (found === undefined ? null : found === 'true');
  const scale = (value: number | null, by: number): number | null => (value === null ? null : value * by);
  const pixelSizeA = scale(number('SpatialScale', 'pixelSize', 'x', 'numericValue'), 1e10);
  const sizePx = pair([...camera, 'ReadoutArea'], ['width', 'height']);
  const [x, y, z] = ['X', 'Y', 'Z'].map((axis) => scale(number(...stage, axis), 1e6));
  const tilts = pair(stage, ['A', 'B']);
  const fractionation = cameraValues.elements.get('FractionationSettings');
  const fractions = fractionation && findElement(fractionation, 'NumberOffractions')?.text;
  const detectorName = textAt(...camera, 'Name');
  const slit = number(...optics, 'EnergyFilter', 'EnergySelectionSlitWidth');
  return {
    ...readEpuNames(path),
    pixelSizeA,
    sizePx,
    fieldOfViewA: pixelSizeA === null || sizePx === null ? null : [sizePx[0] * pixelSizeA, sizePx[1] * pixelSizeA],
    doseEPerA2: scale(rawNumber('Dose'), 1e-20),
    accelKv: scale(number('microscopeData', 'gun', 'AccelerationVoltage'), 1e-3),
    nominalMagnification: number(...optics, 'TemMagnification', 'NominalMagnification'),
    exposureS: number(...camera, 'ExposureTime'),
    fractions: fractions ? toNumber(fractions, 'NumberOffractions', path) : null,
    beamShift: pair([...optics, 'BeamShift'], ['_x', '_y']),
    beamTilt: pair([...optics, 'BeamTilt'], ['_x', '_y']),
    imageShift: pair([...optics, 'ImageShift'], ['_x', '_y']),
    stageUm: x == null || y == null || z == null ? null : [x, y, z],
    stageTiltDeg: tilts && [(tilts[0] * 180) / Math.PI, (tilts[1] * 180) / Math.PI],
    appliedDefocusUm: scale(rawNumber('AppliedDefocus'), 1e6),
    slitEv: textAt(...optics, 'EnergyFilter', 'EnergySelectionSlitInserted') === 'true' ? slit : null,
    phasePlate: flag(custom.raw.get('PhasePlateUsed')),
    binning: pair([...camera, 'Binning'], ['x', 'y']),
    superResolutionFactor: scale(toOptional(cameraValues.raw.get('SuperResolutionFactor'), path), 1),
    isCounted: flag(cameraValues.raw.get('ElectronCountingEnabled')),
    detector: custom.raw.get('DetectorCommercialName') ?? detectorName,
    acquiredAt: textAt('microscopeData', 'acquisition', 'acquisitionDateTime'),
    uniqueId: textAt('uniqueID'),
    software:
      [
        textAt('microscopeData', 'core', 'ApplicationSoftware'),
        textAt('microscopeData', 'core', 'ApplicationSoftwareVersion'),
      ]
        .filter((part) => part !== null)
        .join(' ') || null,
    instrument: textAt('microscopeData', 'instrument', 'InstrumentModel'),
    raw: new Map([...cameraValues.raw, ...custom.raw]),
  };
}

/** EPU's lists of keys and values: those with a plain text, and the elements of all. */
function readKeyValues(list: XmlElement | null): { raw: Map<string, string>; elements: Map<string, XmlElement> } {
  const raw = new Map<string, string>();
  const elements = new Map<string, XmlElement>();
  for (const entry of list?.children ?? []) {
    const key = findElement(entry, 'Key')?.text;
    const value = findElement(entry, 'Value');
    if (key === undefined || value === null) continue;
    elements.set(key, value);
    if (value.children.length === 0 && value.text !== '') raw.set(key, value.text);
  }
  return { raw, elements };
}

function toOptional(text: string | undefined, path: string): number | null {
  return text === undefined ? null : toNumber(text, 'SuperResolutionFactor', path);
}

function toNumber(text: string, what: string, path: string): number {
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new DataError(`${path}: ${what} should be a number, but is ${JSON.stringify(text.slice(0, 60))}.`);
}
