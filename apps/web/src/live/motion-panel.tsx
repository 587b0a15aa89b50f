import { useQuery } from '@tanstack/react-query';
import type { Session } from '@vitreous/schema';
import { useMemo, type ReactNode } from 'react';
import { askLive } from './ask-live.js';
import { attributeOf, formatStored } from './attributes.js';
import { Plot, type PlotData, type PlotLook } from '../design/plot.js';
import type { SeenExposure } from './seen-exposure.js';
import { useProjectPicture } from '../server/use-project-file.js';

interface MotionResult {
  readonly global_shifts_px?: readonly (readonly [number, number])[];
  readonly psize_A?: number;
  readonly frame_start?: number;
  readonly local_motion_plot?: string | null;
}

/** How the specimen drifted from frame to frame, as a whole and in its parts. */
export function MotionPanel({ session, exposure }: { session: Session; exposure: SeenExposure }): ReactNode {
  const { uid, attributes } = exposure;
  const { project_uid, session_uid } = session;
  const version = attributes.motion_at;
  const { data: motion = null } = useQuery({
    queryKey: ['live.motion', project_uid, session_uid, uid, version],
    queryFn: async ({ signal }) => {
      const { stages } = (await askLive('exposure', { project_uid, session_uid, uid }, signal)) as {
        stages: { motion?: { result: MotionResult } };
      };
      return stages.motion?.result ?? null;
    },
    enabled: version > 0,
    staleTime: Infinity,
  });
  const file = { project: project_uid, path: motion?.local_motion_plot ?? null, version };
  const local = useProjectPicture(file, 'image/svg+xml');
  const data = useMemo((): PlotData | null => {
    const shifts = motion?.global_shifts_px ?? [];
    const { psize_A = 1, frame_start = 0 } = motion ?? {};
    if (shifts.length < 2) return null;
    return [
      shifts.map((_, frame) => frame + frame_start + 1),
      shifts.map(([x]) => x * psize_A),
      shifts.map(([, y]) => y * psize_A),
    ];
  }, [motion]);
  return (
    <section className="panel" aria-label="Motion">
      <div className="panel-head">
        <h3>Motion</h3>
        {version > 0 && (
          <span className="faint">
            {formatStored(attributeOf('total_motion_dist'), attributes.total_motion_dist)} in all, at most{' '}
            {formatStored(attributeOf('max_intra_frame_motion'), attributes.max_intra_frame_motion)} a step
          </span>
        )}
      </div>
      {version === 0 && <p className="faint">Not corrected yet.</p>}
      {motion !== null && data === null && <p className="faint">One frame only: nothing moved.</p>}
      {data !== null && (
        <>
          <Plot label={`Drift of exposure ${uid} over its frames`} data={data} height={140} look={driftLook} />
          <p className="legend">
            <span className="key accent">x</span>
            <span className="key warning">y</span>
          </p>
        </>
      )}
      {local !== undefined && <img className="drawn" src={local} alt={`Local motion of exposure ${uid}, enlarged`} />}
    </section>
  );
}

const driftLook: PlotLook = ({ accent, warning }, axis) => ({
  scales: { x: { time: false } },
  axes: [
    { ...axis, label: 'Frame', size: 30, incrs: [1, 2, 5, 10, 20, 50, 100] },
    { ...axis, label: 'Shift (Å)', size: 36 },
  ],
  series: [{}, { stroke: accent, width: 1.5 }, { stroke: warning, width: 1.5 }],
});
