import type { Session } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { useBrowseSearch } from '../browse/search.js';
import { Button } from '../design/button.js';
import { countOf } from '../design/format.js';
import { act } from '../server/act.js';
import { callApi } from '../server/call.js';
import { ExposureShot } from './exposure-shot.js';
import type { SeenExposure } from './seen-exposure.js';
import { useMore } from './use-more.js';

const mostShown = 24;

/** Exposures that were chosen in a plot: looked at, and rejected by hand or taken back together. */
export function ChosenExposures({
  session,
  chosen,
  onClear,
}: {
  session: Session;
  chosen: readonly SeenExposure[];
  onClear: () => void;
}): ReactNode {
  const { project_uid, session_uid } = session;
  const [, setSearch] = useBrowseSearch();
  const shown = useMore(session, chosen.slice(0, mostShown));
  if (chosen.length === 0) return null;
  const give = async (reject: boolean): Promise<void> => {
    const uids = chosen.map(({ uid }) => uid);
    await act(() => callApi('/live/reject', 'POST', { body: { project_uid, session_uid, uids, reject } }));
  };
  const rejected = chosen.filter(({ manualReject }) => manualReject).length;
  return (
    <section className="sheet" aria-label="Chosen exposures">
      <div className="panel-head">
        <h3>
          {countOf(chosen.length, 'exposure')} chosen
          {chosen.length > mostShown && <span className="faint"> · the first {mostShown} are shown</span>}
        </h3>
        <span className="tools">
          <Button disabled={rejected === chosen.length} onClick={() => void give(true)}>
            Reject by hand
          </Button>
          <Button disabled={rejected === 0} onClick={() => void give(false)}>
            Take back
          </Button>
          <Button tone="plain" onClick={onClear}>
            Choose none
          </Button>
        </span>
      </div>
      <div className="latest">
        {shown.map((exposure) => (
          <ExposureShot
            key={exposure.uid}
            exposure={exposure}
            selected={false}
            onSelect={() => setSearch({ view: 'exposures', as: undefined, sel: String(exposure.uid) })}
          />
        ))}
      </div>
    </section>
  );
}
