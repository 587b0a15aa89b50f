import type { Session } from '@vitreous/schema';
import { useMemo, type ReactNode } from 'react';
import { useBrowseSearch } from '../browse/search.js';
import { Button } from '../design/button.js';
import { formatCount } from '../design/format.js';
import { Empty } from '../shell/page-states.js';
import { attributeOf, formatShown, titleOf, type AttributeName } from './attributes.js';
import { ExposureShot } from './exposure-shot.js';
import { countInBins } from './histogram.js';
import { medianOf, numbersOf } from './numbers-of.js';
import { PointPlot } from './point-plot.js';
import type { SeenExposure } from './seen-exposure.js';
import { Throughput } from './throughput.js';
import { useExposures } from './use-exposures.js';
import { useMore } from './use-more.js';

const shownLatest = 12;

/** The session at a glance: how fast it goes, the latest exposures as they come, and how they turn out over time. */
export function Overview({ session }: { session: Session }): ReactNode {
  const exposures = useExposures(session);
  const [, setSearch] = useBrowseSearch();
  const latest = useMore(session, exposures?.slice(-shownLatest).reverse() ?? []);
  if (exposures === undefined) return null;
  if (exposures.length === 0) {
    return (
      <Empty icon="sessions" title="No exposures yet">
        <p>
          {session.status === 'running'
            ? 'The watched folders are looked through; movies appear here as soon as they are whole.'
            : 'Set up a folder under Configuration, then start the session.'}
        </p>
        {session.status !== 'running' && (
          <Button onClick={() => setSearch({ view: 'configuration' })}>Go to Configuration</Button>
        )}
      </Empty>
    );
  }
  const open = (uid: number): void => setSearch({ view: 'exposures', sel: String(uid) });
  const picks = session.params.current_picker === 'template' ? 'total_template_picks' : 'total_blob_picks';
  const names: readonly AttributeName[] = [
    'ctf_fit_to_A',
    'average_defocus',
    'astigmatism',
    'ice_thickness_rel',
    'total_motion_dist',
    picks,
  ];
  return (
    <div className="page" tabIndex={0} role="group" aria-label="Overview">
      <div className="overview">
        <section aria-label="Latest exposures">
          <div className="latest">
            {latest.map((exposure) => (
              <ExposureShot
                key={exposure.uid}
                exposure={exposure}
                selected={false}
                onSelect={() => open(exposure.uid)}
              />
            ))}
          </div>
        </section>
        <div className="glance">
          <Throughput session={session} exposures={exposures} />
          <Rates session={session} />
        </div>
        <div className="plots">
          {names.map((name) => (
            <Measured key={name} name={name} exposures={exposures} onOpen={open} />
          ))}
        </div>
      </div>
    </div>
  );
}

function Rates({ session: { stats } }: { session: Session }): ReactNode {
  const rows = [
    ['Found', stats.avg_movies_found_per_hour, 'exposures/h'],
    ['Ready', stats.avg_movies_ready_per_hour, 'exposures/h'],
    ['Accepted', stats.avg_movies_accepted_per_hour, 'exposures/h'],
    ['Particles', stats.avg_particles_extracted_per_hour, 'particles/h'],
    ['Particles', stats.avg_particles_extracted_per_mic, 'per micrograph'],
    ['Picks', stats.total_blob_picks + stats.total_template_picks + stats.total_manual_picks, 'in all'],
    ['Rejected', stats.total_rejected, `of which ${formatCount(stats.manual_rejected)} by hand`],
    ['Failed', stats.total_failed, 'exposures'],
  ] as const;
  return (
    <section className="sheet" aria-label="Rates">
      <h3>Rates and counts</h3>
      <dl className="glance-rates">
        {rows.map(([name, value, unit]) => (
          <div key={`${name} ${unit}`}>
            <dt>{name}</dt>
            <dd>
              {formatCount(value)} <span className="faint">{unit}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const plotHeight = 164;

/** A number of all exposures over the time at which they were found, and how it is spread. */
function Measured({
  name,
  exposures,
  onOpen,
}: {
  name: AttributeName;
  exposures: readonly SeenExposure[];
  onOpen: (uid: number) => void;
}): ReactNode {
  const attribute = attributeOf(name);
  const values = useMemo(() => numbersOf(exposures, name), [exposures, name]);
  const times = useMemo(() => numbersOf(exposures, 'found_at'), [exposures]);
  const tones = useMemo(() => exposures.map(({ verdict }) => verdict), [exposures]);
  const histogram = useMemo(() => countInBins(values, 36), [values]);
  const median = useMemo(() => medianOf(values), [values]);
  const last = values.findLast(Number.isFinite) ?? NaN;
  const format = (value: number): string => formatShown(attribute, value);
  return (
    <figure className="plot sheet">
      <figcaption>
        <h3>{titleOf(attribute)}</h3>
        <span className="faint">
          last {format(last)} · median {format(median)}
        </span>
      </figcaption>
      {histogram === null ? (
        <p className="faint none" style={{ minHeight: plotHeight }}>
          Nothing measured yet.
        </p>
      ) : (
        <PointPlot
          label={`${attribute.title} of ${exposures.length} exposures over time`}
          x={{ title: 'Found', values: times, isTime: true, format: String }}
          y={{ title: titleOf(attribute), values, isTime: false, format }}
          tones={tones}
          height={plotHeight}
          onOpen={(index) => onOpen(exposures[index]?.uid ?? 0)}
          spread={histogram}
          describe={(index) => `${exposures[index]?.uid ?? ''}: ${format(values[index] ?? NaN)}`}
        />
      )}
    </figure>
  );
}
