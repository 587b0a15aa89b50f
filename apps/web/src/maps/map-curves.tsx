import type { Job } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { DirectionsPlot } from './directions-plot.js';
import { FscPlot } from './fsc-plot.js';
import { GuinierPlot } from './guinier-plot.js';
import { readDirections, readFsc, useMapFile } from './map-files.js';

/** How good one map of a job is: the correlation of its halves, the fall-off of its amplitudes, from where it was seen. */
export function MapCurves({ job, output }: { job: Job; output: string }): ReactNode {
  const stats = job.spec.outputs[output]?.latest_summary_stats ?? {};
  const pathOf = (name: string): string | null => {
    const path = stats[name];
    return typeof path === 'string' ? path : null;
  };
  const fsc = useMapFile(job.project_uid, pathOf('fsc_json'), job.updated_at, readFsc);
  const directions = useMapFile(job.project_uid, pathOf('directions_json'), job.updated_at, readDirections);
  return (
    <>
      {fsc !== undefined && <FscPlot fsc={fsc} />}
      {fsc !== undefined && <GuinierPlot fsc={fsc} />}
      {directions !== undefined && <DirectionsPlot directions={directions} />}
    </>
  );
}
