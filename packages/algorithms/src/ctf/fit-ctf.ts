import { computeTileSpectra, type Image, type TileSpectra } from '@vitreous/numerics';
import { refineInRounds, thonStiffness } from './refinement-rounds.js';
import { checkMicroscope, checkOptions, checkPixels, chooseBand, layOutChecked } from './fit-checks.js';
import type { Ctf, Microscope } from './ctf-model.js';
import { searchDefocus } from './defocus-search.js';
import { summariseSurface, type DefocusSurface, type SurfaceSummary } from './defocus-surface.js';
import { drawDiagnostic } from './diagnostic-image.js';
import { measureIceRing } from './ice-ring.js';
import { averageTiles, createPolarGrid, type PolarGrid } from './polar-spectrum.js';
import { drawCurves, fitResolutionA, type PowerCurves } from './power-curves.js';
import type { OffsetSurface } from './surface-fit.js';
import { fitWithSurface } from './surface-rounds.js';
import { fitThonModel } from './thon-model.js';

/** How a phase shift is found: by search over a range and refinement, or by refinement from `startRad` alone. */
export interface PhaseShiftRange {
  readonly minRad: number;
  readonly maxRad: number;
  readonly search: boolean;
  readonly startRad: number;
}

export interface CtfFitOptions {
  /** Band that is fitted, Å. */
  readonly resMinA: number;
  readonly resMaxA: number;
  /** Mean defoci searched. */
  readonly dfMinA: number;
  readonly dfMaxA: number;
  /** Null: no phase plate. */
  readonly phaseShift: PhaseShiftRange | null;
  /** Knots of the defocus surface; null: by the size of the micrograph. */
  readonly knotsX: number | null;
  readonly knotsY: number | null;
  /** One defocus for the whole micrograph. */
  readonly flat: boolean;
  readonly threads: number;
}

export interface CtfFit {
  /** At the mean defocus of the micrograph. */
  readonly ctf: Ctf;
  readonly surface: DefocusSurface;
  readonly summary: SurfaceSummary;
  /** Å; null when the spectrum shows no oscillation that the CTF explains. */
  readonly fitToA: number | null;
  /** Weighted correlation of the spectrum with sin²(chi) over the fitted band. */
  readonly crossCorrelation: number;
  /** Null where pixels are too large to see the ring of ice. */
  readonly iceThicknessRel: number | null;
  readonly curves: PowerCurves;
  readonly diagnostic: Image;
}

const sectors = 45;
const axisMargin = 1;
/** Finest detail that the spectra are kept to, Å. */
const finestA = 2.4;
const phaseShiftSteps = 12;

/**
 * CTF of a micrograph and its defocus over it. `pixelSizeA` is that of the image.
 *
 * Power spectra of overlapping tiles are averaged; background and envelope of the Thon rings are fitted with the CTF,
 * found by exhaustive search and refined; the tiles' own spectra then tell a smooth surface of defocus (docs/science/ctf.md).
 *
 * @throws DataError for an image that is too small, constant or holds pixels that are not numbers.
 * @throws UserError for options that leave nothing to fit.
 */
export async function fitCtf(
  image: Image,
  pixelSizeA: number,
  microscope: Microscope,
  options: CtfFitOptions,
): Promise<CtfFit> {
  checkOptions(pixelSizeA, options);
  checkMicroscope(microscope);
  const { threads } = options;
  const layout = layOutChecked(image, pixelSizeA);
  const rings = Math.min(Math.floor((layout.size + 1) / 2), Math.ceil((layout.size * pixelSizeA) / finestA) + 1);
  const spectra = await computeTileSpectra(image, layout.size, layout.origins, { rings, sectors, axisMargin, threads });
  checkPixels(image, spectra);
  const grid = createPolarGrid(spectra, pixelSizeA);
  const band = chooseBand(grid, axisMargin + 2, pixelSizeA, options);
  const power = averageTiles(grid, spectra);
  const found = await searchDefocus(grid, power, band, microscope, searchRange(options), threads);
  const global = await refineInRounds(grid, power, band, found, options);
  const fitted = options.flat
    ? { ...global, power, offsets: levelSurface, aligned: false }
    : await fitWithSurface(grid, spectra, band, global, { power, layout, image, pixelSizeA, options });
  const surface = raise(fitted.offsets, fitted.ctf);
  const summary = summariseSurface(surface, image.height * pixelSizeA, image.width * pixelSizeA);
  const ctf = withMean(fitted.ctf, summary.meanA);
  const curves = drawCurves(grid, fitted.power, ctf, band.first);
  const fitToA = fitResolutionA(curves);
  const model = fitThonModel(grid, fitted.power, ctf, band, thonStiffness);
  const powerAt = fitted.aligned ? polarLookup(grid, fitted.power) : spectrumLookup(spectra);
  return {
    ctf,
    surface,
    summary,
    fitToA,
    crossCorrelation: fitted.correlation,
    iceThicknessRel: measureIceRing(grid, power),
    curves,
    diagnostic: drawDiagnostic(powerAt, model, ctf, grid.ringStep, fitToA),
  };
}

function searchRange({ dfMinA, dfMaxA, phaseShift }: CtfFitOptions): {
  dfMinA: number;
  dfMaxA: number;
  phaseShiftsRad: number[];
} {
  if (phaseShift === null) return { dfMinA, dfMaxA, phaseShiftsRad: [0] };
  const { minRad, maxRad, search, startRad } = phaseShift;
  const steps = Math.max(1, Math.ceil(((maxRad - minRad) / Math.PI) * phaseShiftSteps));
  const phaseShiftsRad = search
    ? Array.from({ length: steps + 1 }, (_, i) => minRad + ((maxRad - minRad) * i) / steps)
    : [Math.min(maxRad, Math.max(minRad, startRad))];
  return { dfMinA, dfMaxA, phaseShiftsRad };
}

const levelSurface: OffsetSurface = { knotsX: 1, knotsY: 1, coefficientsA: [0] };

/** The surface of mean defocus, from offsets. */
function raise({ knotsX, knotsY, coefficientsA }: OffsetSurface, ctf: Ctf): DefocusSurface {
  const mean = (ctf.df1A + ctf.df2A) / 2;
  return {
    knotsX,
    knotsY,
    coefficientsA: coefficientsA.map((offset) => mean + offset),
    astigmatismA: ctf.df1A - ctf.df2A,
    dfAngleRad: ctf.dfAngleRad,
    phaseShiftRad: ctf.phaseShiftRad,
  };
}

function withMean(ctf: Ctf, meanA: number): Ctf {
  const half = (ctf.df1A - ctf.df2A) / 2;
  return { ...ctf, df1A: meanA + half, df2A: meanA - half };
}

/** Mean spectrum of the raw tiles at a frequency in pixels of the spectrum, x from 0 up. */
function spectrumLookup({ mean, bins }: TileSpectra): (x: number, y: number) => number {
  return (x, y) => mean[(y + bins.rings - 1) * bins.rings + x] ?? 0;
}

/** The same from an averaged spectrum in polar bins. */
function polarLookup(grid: PolarGrid, power: Float32Array): (x: number, y: number) => number {
  return (x, y) => {
    const sector = Math.min(grid.sectors - 1, Math.floor((Math.atan2(y, x) / Math.PI + 0.5) * grid.sectors));
    return power[sector * grid.rings + Math.round(Math.hypot(x, y))] ?? 0;
  };
}
