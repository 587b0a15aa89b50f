import { useMemo, type ReactNode } from 'react';
import { HeatMap } from '../maps/heat-map.js';
import './defocus-surface.css';

/** Mean defocus over a micrograph, Å, in the middles of cells, its uppermost row first. */
export interface DefocusMap {
  readonly columns: number;
  readonly rows: number;
  readonly defocus_A: readonly number[];
}

interface Props {
  readonly uid: number;
  readonly map: DefocusMap;
  /** Rows and columns of the micrograph, px. */
  readonly shape: readonly [number, number] | null;
  readonly pixelSizeA: number | null;
}

/** How the defocus runs over a micrograph: a tilt, a bend, or nothing but noise. */
export function DefocusSurface({ uid, map: { columns, rows, defocus_A }, shape, pixelSizeA }: Props): ReactNode {
  const [low, high] = useMemo((): [number, number] => [Math.min(...defocus_A), Math.max(...defocus_A)], [defocus_A]);
  const spread = high - low;
  // At least this much from pale to dark, so that what is flat looks flat.
  const room = Math.max(0, (leastSpanA - spread) / 2);
  const format = (value: number): string => `${value.toFixed(0)} Å`;
  const [height, width] = shape ?? [1, 1];
  const end = (px: number): string => (pixelSizeA === null ? '' : `${((px * pixelSizeA) / 10).toFixed(0)} nm`);
  return (
    <figure className="defocus-surface">
      <figcaption>
        Defocus over the micrograph <span className="faint">{format(spread)} from least to greatest</span>
      </figcaption>
      <HeatMap
        label={`Defocus over exposure ${uid}, from ${format(low)} to ${format(high)}`}
        {...{ columns, rows, format }}
        values={defocus_A}
        range={[low - room, high + room]}
        ratio={width / height}
        smooth
        xTicks={[
          { at: 0, text: '0' },
          { at: 1, text: end(width) },
        ]}
        yTicks={[
          { at: 1, text: '0' },
          { at: 0, text: end(height) },
        ]}
      />
    </figure>
  );
}

const leastSpanA = 100;
