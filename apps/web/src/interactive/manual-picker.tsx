import type { Job } from '@vitreous/schema';
import { useMemo, useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { Field } from '../design/field.js';
import { countOf, formatCount } from '../design/format.js';
import { finishJob, tellJob, useAsked } from './ask-job.js';
import { ExposureList, nameOf } from './exposure-list.js';
import { markOf, Micrograph, type Pick } from './micrograph.js';
import { useExposureList, type ListedMicrograph } from './use-exposure-list.js';

interface Info {
  readonly box_size_pix: number;
  readonly bin_size_pix: number | null;
  readonly num_micrographs: number;
  readonly num_picked_micrographs: number;
  readonly num_picks: number;
}

interface Picked extends ListedMicrograph {
  readonly num_picks: number;
}

/** Marking particles on micrographs by hand. */
export function ManualPicker({ job }: { job: Job }): ReactNode {
  const { data: info } = useAsked<Info>(job, 'get_interactive_info');
  const list = useExposureList<Picked>(job);
  const [box, setBox] = useState<string | null>(null);
  const { row } = list;
  const setBoxSize = (): void => {
    const size = Number(box);
    setBox(null);
    if (box !== null && Number.isInteger(size) && size !== info?.box_size_pix)
      void tellJob(job, 'set_box_size', { box_size_pix: size });
  };
  return (
    <div className="desk">
      <ExposureList
        list={list}
        render={({ num_picks }) => <span className="value">{num_picks > 0 && formatCount(num_picks)}</span>}
      />
      <section className="desk-main" aria-label="The micrograph">
        {row !== undefined && info !== undefined && (
          <>
            <header className="desk-head">
              <strong className="one-line">{nameOf(row.micrograph_path)}</strong>
              <span className="faint">{countOf(row.num_picks, 'pick')} here</span>
              <Button
                tone="plain"
                icon="clear"
                disabled={row.num_picks === 0}
                onClick={() => {
                  const { uid } = row;
                  void tellJob(job, 'set_picks', { uid, picks: [] }, 'get_picks', { uid });
                }}
              >
                Clear this one
              </Button>
            </header>
            <Pickable job={job} row={row} diameterPx={info.box_size_pix / 2} />
          </>
        )}
      </section>
      <section className="desk-side" aria-label="Picking">
        <div className="desk-scroll form">
          <p className="faint">
            Press a particle to mark it, a mark to take it away. By keys: arrows in the picture move a cross, Enter
            marks there.
          </p>
          {info !== undefined && (
            <>
              <Field label="Box size (px)" hint="Of what is cut out. Marks are drawn half as wide.">
                {(control) => (
                  <input
                    className="input"
                    {...control}
                    inputMode="numeric"
                    value={box ?? info.box_size_pix}
                    onChange={({ target }) => setBox(target.value)}
                    onBlur={setBoxSize}
                    onKeyDown={({ key, currentTarget }) => {
                      if (key === 'Enter') currentTarget.blur();
                    }}
                  />
                )}
              </Field>
              <Button onClick={() => void finishJob(job, 'shutdown_interactive')}>Finish without cutting out</Button>
            </>
          )}
        </div>
        {info !== undefined && (
          <footer className="desk-foot">
            <p role="status">
              <strong>{countOf(info.num_picks, 'pick')}</strong> on {formatCount(info.num_picked_micrographs)} of{' '}
              {countOf(info.num_micrographs, 'micrograph')}
            </p>
            <Button
              tone="primary"
              icon="check"
              disabled={info.num_picks === 0}
              onClick={() => void finishJob(job, 'begin_extract')}
            >
              Extract
            </Button>
          </footer>
        )}
      </section>
    </div>
  );
}

function Pickable({ job, row, diameterPx }: { job: Job; row: Picked; diameterPx: number }): ReactNode {
  const { uid, micrograph_path: path } = row;
  const { data } = useAsked<{ picks: readonly Pick[] }>(job, 'get_picks', { uid }, { keep: false });
  const { data: preview } = useAsked<{ micrograph_shape: readonly [number, number] }>(
    job,
    'get_preview',
    { uid },
    { still: true, keep: false },
  );
  const press = (x: number, y: number): void => {
    const [rows, columns] = preview?.micrograph_shape ?? [1, 1];
    const near = data?.picks.find(
      ({ center_x_frac, center_y_frac }) =>
        Math.hypot((center_x_frac - x) * columns, (center_y_frac - y) * rows) <= diameterPx / 2,
    );
    const given = { uid, x_frac: near?.center_x_frac ?? x, y_frac: near?.center_y_frac ?? y };
    void tellJob(job, near === undefined ? 'add_pick' : 'remove_pick', given, 'get_picks', { uid });
  };
  const marks = useMemo(() => (data?.picks ?? []).map((pick) => markOf(pick, 'hand')), [data]);
  return <Micrograph job={job} uid={uid} path={path} marks={marks} diameterPx={diameterPx} onPress={press} />;
}
