import { useMemo, type ReactNode } from 'react';
import { CurvePlot } from './curve-plot.js';
import type { FscFile } from './map-files.js';

const yRange = [-0.1, 1.05] as const;

/** The correlation of the half maps against resolution, and where it says that the map ends. */
export function FscPlot({ fsc }: { fsc: FscFile }): ReactNode {
  const x = useMemo(() => fsc.radwn.map((shell) => shell / (fsc.box_size_pix * fsc.psize_A)), [fsc]);
  const curves = useMemo(
    () => [
      { name: 'No mask', values: fsc.fsc_nomask },
      { name: 'Sphere', values: fsc.fsc_sphericalmask },
      { name: 'Mask', values: fsc.fsc_tightmask, dashed: true },
      { name: 'Corrected', values: fsc.fsc_noisesub, main: true },
      { name: '0.143', values: fsc.radwn.map(() => 0.143), dashed: true },
    ],
    [fsc],
  );
  return (
    <CurvePlot
      title={`Fourier shell correlation: ${fsc.resolution_A.toFixed(2)} Å`}
      says={`The corrected correlation of the half maps falls below 0.143 at ${fsc.resolution_A.toFixed(2)} Å`}
      xTitle="Resolution (Å)"
      yTitle="Correlation"
      x={x}
      curves={curves}
      yRange={yRange}
      xText={resolutionText}
    />
  );
}

/** @param frequency 1/Å. */
function resolutionText(frequency: number): string {
  return frequency > 0 ? (1 / frequency).toFixed(1) : '∞';
}
