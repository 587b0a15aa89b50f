import type { Job } from '@vitreous/schema';
import { useMemo, useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { formatCount } from '../design/format.js';
import { LimitHistogram } from '../design/limit-histogram.js';
import { LimitInput } from '../design/limit-input.js';
import { finishJob, tellJob, useAsked } from './ask-job.js';
import { ExposureList, nameOf } from './exposure-list.js';
import { markOf, Micrograph, type Pick as Place } from './micrograph.js';
import { ScorePowerMap } from './score-power-map.js';
import { useExposureList, type ListedMicrograph } from './use-exposure-list.js';

interface Info {
  readonly ncc_score_thresh: number | null;
  readonly lpower_thresh_min: number | null;
  readonly lpower_thresh_max: number | null;
  readonly num_picks: number;
  readonly num_kept: number;
}

interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly counts: readonly number[];
}

/** Both by themselves and together: rows are bins of the power, columns of the score. */
export interface Spread {
  readonly ncc_score: Histogram | null;
  readonly power: Histogram | null;
  readonly both: readonly (readonly number[])[];
}

interface Picked extends ListedMicrograph {
  readonly num_picks: number;
  readonly num_kept: number;
}

interface Pick extends Place {
  readonly ncc_score: number | null;
  readonly power: number | null;
}

export interface PickLimits {
  readonly score: number | null;
  readonly least: number | null;
  readonly most: number | null;
}

/** Keeping picks by their score and power, seen over the micrographs. */
export function InspectPicks({ job }: { job: Job }): ReactNode {
  const { data: info } = useAsked<Info>(job, 'get_interactive_info');
  const { data: spread } = useAsked<Spread>(job, 'get_histograms', { bins: 60 }, { still: true });
  const list = useExposureList<Picked>(job);
  const [moving, setMoving] = useState<PickLimits | null>(null);
  const limits = moving ?? {
    score: info?.ncc_score_thresh ?? null,
    least: info?.lpower_thresh_min ?? null,
    most: info?.lpower_thresh_max ?? null,
  };
  const set = (next: PickLimits): void => {
    setMoving(next);
    const thresholds = {
      ncc_score_thresh: next.score,
      lpower_thresh_min: next.least,
      lpower_thresh_max: next.most,
    };
    void tellJob(job, 'set_thresholds', thresholds).then(() => setMoving(null));
  };
  const { row } = list;
  const { ncc_score: score = null, power = null } = spread ?? {};
  return (
    <div className="desk">
      <ExposureList
        list={list}
        render={({ num_kept, num_picks }) => (
          <span className="value">
            {formatCount(num_kept)}
            <span className="faint"> of {formatCount(num_picks)}</span>
          </span>
        )}
      />
      <section className="desk-main" aria-label="The micrograph">
        {row !== undefined && (
          <>
            <header className="desk-head">
              <strong className="one-line">{nameOf(row.micrograph_path)}</strong>
              <span className="faint">
                {formatCount(row.num_kept)} of {formatCount(row.num_picks)} picks kept
              </span>
            </header>
            <PickedMicrograph job={job} row={row} limits={limits} />
          </>
        )}
      </section>
      <section className="desk-side" aria-label="Limits">
        <div className="desk-scroll">
          {score !== null && (
            <section className="limit-field" aria-label="Score">
              <header>
                <h3>Score (NCC)</h3>
              </header>
              <LimitHistogram
                label="score"
                {...score}
                low={limits.score}
                high={null}
                onlyLow
                format={(value) => value.toFixed(3)}
                onMove={(least) => setMoving({ ...limits, score: least })}
                onSet={(least) => set({ ...limits, score: least })}
              />
              <div className="limit-inputs">
                <span className="faint">at least</span>
                <LimitInput
                  label="Least score"
                  placeholder={score.min.toFixed(3)}
                  value={limits.score}
                  decimals={3}
                  onSet={(value) => set({ ...limits, score: value })}
                />
              </div>
            </section>
          )}
          {power !== null && (
            <section className="limit-field" aria-label="Power">
              <header>
                <h3>Local power</h3>
              </header>
              <LimitHistogram
                label="power"
                {...power}
                low={limits.least}
                high={limits.most}
                format={(value) => value.toPrecision(4)}
                onMove={(least, most) => setMoving({ ...limits, least, most })}
                onSet={(least, most) => set({ ...limits, least, most })}
              />
              <div className="limit-inputs">
                <LimitInput
                  label="Least power"
                  placeholder={power.min.toPrecision(4)}
                  value={limits.least}
                  decimals={1}
                  onSet={(value) => set({ ...limits, least: value })}
                />
                <span className="faint">to</span>
                <LimitInput
                  label="Greatest power"
                  placeholder={power.max.toPrecision(4)}
                  value={limits.most}
                  decimals={1}
                  onSet={(value) => set({ ...limits, most: value })}
                />
              </div>
            </section>
          )}
          {spread !== undefined && <ScorePowerMap spread={spread} limits={limits} />}
          <Button onClick={() => void tellJob(job, 'auto_cluster')}>Find limits from the picks</Button>
        </div>
        {info !== undefined && (
          <footer className="desk-foot">
            <p role="status">
              <strong>{formatCount(info.num_kept)}</strong> of {formatCount(info.num_picks)} picks kept
            </p>
            <Button tone="primary" icon="check" onClick={() => void finishJob(job, 'finish')}>
              Finish
            </Button>
          </footer>
        )}
      </section>
    </div>
  );
}

function PickedMicrograph({ job, row, limits }: { job: Job; row: Picked; limits: PickLimits }): ReactNode {
  const { uid, micrograph_path: path } = row;
  const { score, least, most } = limits;
  const { data } = useAsked<{ picks: readonly Pick[] }>(job, 'get_picks', { uid }, { still: true, keep: false });
  const marks = useMemo(
    () => (data?.picks ?? []).map((pick) => markOf(pick, isKept(pick, { score, least, most }) ? 'kept' : 'out')),
    [data, score, least, most],
  );
  return <Micrograph job={job} uid={uid} path={path} marks={marks} />;
}

/** As the job judges it, so that marks follow a limit that is being dragged. */
function isKept({ ncc_score, power }: Pick, { score, least, most }: PickLimits): boolean {
  return (
    (score === null || (ncc_score !== null && ncc_score >= score)) &&
    (least === null || (power !== null && power >= least)) &&
    (most === null || (power !== null && power <= most))
  );
}
