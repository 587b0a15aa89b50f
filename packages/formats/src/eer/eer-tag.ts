import type { EventCoding } from '@vitreous/numerics';

/** Tags that EER adds to TIFF ("EER file format", Thermo Fisher Scientific). */
export const eerTag = {
  acquisitionMetadata: 65001,
  runBits: 65007,
  horizontalBits: 65008,
  verticalBits: 65009,
} as const;

/** The compression number of frames whose bit widths stand in tags of their own. */
export const variableCompression = 65002;

/** Bit widths of the compression numbers that fix them. */
export const fixedCodings: Readonly<Record<number, Pick<EventCoding, 'runBits' | 'horizontalBits' | 'verticalBits'>>> =
  {
    65000: { runBits: 8, horizontalBits: 2, verticalBits: 2 },
    65001: { runBits: 7, horizontalBits: 2, verticalBits: 2 },
  };

export const isEerCompression = (compression: number): boolean =>
  compression === variableCompression || compression in fixedCodings;
