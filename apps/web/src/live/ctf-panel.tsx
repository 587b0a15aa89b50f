import type { Session } from '@vitreous/schema';
import { useMemo, type ReactNode } from 'react';
import { attributeOf, formatStored } from './attributes.js';
import { DefocusSurface, type DefocusMap } from './defocus-surface.js';
import { Plot, type PlotData, type PlotLook } from '../design/plot.js';
import type { SeenExposure } from './seen-exposure.js';
import { useProjectFile, useProjectPicture, type ProjectFile } from '../server/use-project-file.js';

/** The numbers of the curves, as the stage wrote them. */
interface FitData {
  readonly frequency_per_A: readonly number[];
  readonly data: readonly number[];
  readonly fit: readonly number[];
  readonly correlation: readonly number[];
}

/** What the stage wrote into `_ctf.json` for pages to draw. */
interface CtfRecord {
  readonly fit_data?: FitData;
  readonly surface_map?: DefocusMap;
}

/** The power spectrum beside its fit, and both averaged along the rings. */
export function CtfPanel({ session, exposure }: { session: Session; exposure: SeenExposure }): ReactNode {
  const { uid, more, attributes } = exposure;
  const version = attributes.ctf_at;
  const file = (path: string | undefined | null): ProjectFile => ({
    project: session.project_uid,
    path: version > 0 ? (path ?? null) : null,
    version,
  });
  const url = useProjectPicture(file(more?.spectrumPath), 'image/png');
  const record = useProjectFile(file(more?.ctfPath), 'ctf', readRecord);
  const fitA = attributes.ctf_fit_to_A;
  const look = useMemo(() => curveLook(fitA), [fitA]);
  const data = useMemo((): PlotData | null => {
    const fitted = record?.fit_data;
    if (fitted === undefined) return null;
    return [fitted.frequency_per_A, fitted.data.map(clip), fitted.fit, fitted.correlation];
  }, [record]);
  const words = (name: 'average_defocus' | 'astigmatism' | 'ctf_fit_to_A'): string =>
    formatStored(attributeOf(name), attributes[name]);
  return (
    <section className="panel" aria-label="CTF">
      <div className="panel-head">
        <h3>CTF</h3>
        {version > 0 && (
          <span className="faint">
            {words('average_defocus')} · astigmatism {words('astigmatism')} · fit to {words('ctf_fit_to_A')}
          </span>
        )}
      </div>
      {version === 0 ? (
        <p className="faint">Not estimated yet.</p>
      ) : (
        <>
          <div className="spectrum">
            {url !== undefined && (
              <img src={url} alt={`Power spectrum of exposure ${uid}, half of it the fitted CTF`} />
            )}
          </div>
          {data !== null && (
            <Plot
              label={`Power spectrum of exposure ${uid} averaged along the rings, with its fit`}
              data={data}
              height={150}
              look={look}
            />
          )}
          <p className="legend">
            <span className="key text">Data</span>
            <span className="key accent">Fit</span>
            <span className="key warning">Correlation</span>
          </p>
          {record?.surface_map !== undefined && (
            <DefocusSurface
              uid={uid}
              map={record.surface_map}
              shape={more?.shape ?? null}
              pixelSizeA={more?.pixelSizeA ?? null}
            />
          )}
        </>
      )}
    </section>
  );
}

const readRecord = async (blob: Blob): Promise<CtfRecord> => JSON.parse(await blob.text()) as CtfRecord;

/** Beyond these the background's own swing hides the rings. */
function clip(value: number): number | null {
  return Number.isFinite(value) ? Math.min(1.6, Math.max(-0.6, value)) : null;
}

function curveLook(fitA: number): PlotLook {
  return ({ accent, text, warning, danger }, axis) => ({
    scales: { x: { time: false }, y: { range: [-0.6, 1.6] } },
    axes: [
      {
        ...axis,
        label: 'Resolution (Å)',
        size: 30,
        values: (_plot, ticks) => ticks.map((tick) => (tick > 0 ? (1 / tick).toFixed(1) : '')),
      },
      { ...axis, size: 34, values: (_plot, ticks) => ticks.map((tick) => tick.toFixed(1)) },
    ],
    series: [
      {},
      { stroke: text, width: 1 },
      { stroke: accent, width: 1.5 },
      { stroke: warning, width: 1, dash: [4, 3] },
    ],
    hooks: {
      draw: [
        (plot) => {
          if (!(fitA > 0)) return;
          const { ctx, bbox } = plot;
          const x = Math.round(plot.valToPos(1 / fitA, 'x', true)) + 0.5;
          ctx.save();
          ctx.strokeStyle = danger;
          ctx.beginPath();
          ctx.moveTo(x, bbox.top);
          ctx.lineTo(x, bbox.top + bbox.height);
          ctx.stroke();
          ctx.restore();
        },
      ],
    },
  });
}
