import type { Session } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { useBrowseSearch } from '../browse/search.js';
import { lookOf } from '../browse/state.js';
import { formatCount } from '../design/format.js';

/** Exposures, particles and the map of a session in a few numbers. */
export function SessionNumbers({ session }: { session: Session }): ReactNode {
  const { stats, project_uid } = session;
  const [, setSearch] = useBrowseSearch();
  const jobs = [
    ['2D', session.phase2_class2D_job],
    ['Ab-initio', session.phase2_abinit_job],
    ['Refinement', session.phase2_refine_job],
  ] as const;
  const resolution = typeof stats.gsfsc === 'number' && stats.gsfsc > 0 ? `${stats.gsfsc.toFixed(2)} Å` : '–';
  return (
    <div className="session-facts">
      <Numbers
        title="Exposures"
        rows={[
          ['Total', stats.total_exposures],
          ['Completed', stats.total_ready],
          ['Queued', stats.total_queued],
          ['Failed', stats.total_failed],
        ]}
      />
      <Numbers
        title="Particles"
        rows={[
          ['Manual picks', stats.total_manual_picks],
          ['Blob picks', stats.total_blob_picks],
          ['Template picks', stats.total_template_picks],
          ['Extracted', stats.total_extracted_particles],
        ]}
      />
      <section>
        <h3>Reconstruction</h3>
        <dl>
          <dt>Resolution</dt>
          <dd>{resolution}</dd>
        </dl>
        {jobs.map(([name, uid]) =>
          uid === null ? null : (
            <button
              key={name}
              type="button"
              className="pill"
              onClick={(event) => {
                event.stopPropagation();
                setSearch({ job: `${project_uid}-${uid}` });
              }}
            >
              <span {...lookOf(session.rtp_childs.find((child) => child.uid === uid)?.status ?? 'building')}>
                {name}
              </span>
              {uid}
            </button>
          ),
        )}
      </section>
    </div>
  );
}

function Numbers({ title, rows }: { title: string; rows: readonly (readonly [string, number])[] }): ReactNode {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {rows.map(([name, count]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
