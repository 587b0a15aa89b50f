import type { Session } from '@vitreous/schema';
import { useMemo, useState, type ReactNode } from 'react';
import { Empty } from '../shell/page-states.js';
import { MicrographViewer } from '../micrograph/micrograph-viewer.js';
import { PicksPanel } from './picks-panel.js';
import { SessionParams } from './session-params.js';
import { useExposures } from './use-exposures.js';
import { useMore } from './use-more.js';
import { usePicks } from './use-picks.js';
import { useSources } from './use-sources.js';
import type { SeenExposure } from './seen-exposure.js';
import { IconButton } from '../design/button.js';
import './picking.css';

/** Which picker, of what size, and which of its picks are kept: with an exposure beside on which that is seen. */
export function Picking({ session }: { session: Session }): ReactNode {
  const all = useExposures(session);
  const [chosen, setChosen] = useState<number | null>(null);
  const picked = useMemo(
    () => all?.filter(({ attributes, failed }) => !failed && attributes.motion_at > 0) ?? [],
    [all],
  );
  const at = Math.max(
    0,
    chosen === null
      ? picked.findLastIndex(({ attributes }) => attributes.pick_at > 0)
      : picked.findIndex(({ uid }) => uid === chosen),
  );
  const [exposure] = useMore(session, picked.slice(at, at + 1));
  if (all === undefined) return null;
  return (
    <div className="picking">
      <div className="picking-params" tabIndex={0} role="group" aria-label="Picker">
        <PickerInUse session={session} />
        <SessionParams
          key={session.parameter_version}
          session={session}
          title="Picker and boxes"
          sections={['Picking', 'Extraction']}
        />
      </div>
      {exposure === undefined ? (
        <Empty icon="picture" title="No exposure to pick on yet">
          <p>As soon as one is motion-corrected, its picks and the limits on them are shown here.</p>
        </Empty>
      ) : (
        <PickedExposure
          session={session}
          exposure={exposure}
          place={`${at + 1} of ${picked.length}`}
          onBefore={at === 0 ? null : () => setChosen(picked[at - 1]?.uid ?? null)}
          onAfter={at === picked.length - 1 ? null : () => setChosen(picked[at + 1]?.uid ?? null)}
        />
      )}
    </div>
  );
}

/** What the template picker needs besides parameters. */
function PickerInUse({ session: { params } }: { session: Session }): ReactNode {
  const chosen = params.templates_selected ?? '';
  const usesTemplates = params.current_picker === 'template';
  return (
    <p className="notice">
      {usesTemplates
        ? `The template picker is in use${chosen === '' ? ', but no templates are chosen yet: choose them under Templates.' : '.'}`
        : `The blob picker is in use. ${chosen === '' ? 'The template picker can be turned to once templates are chosen under Templates.' : 'Templates are chosen: the template picker can be turned to.'}`}
    </p>
  );
}

function PickedExposure({
  session,
  exposure,
  place,
  onBefore,
  onAfter,
}: {
  session: Session;
  exposure: SeenExposure;
  place: string;
  onBefore: (() => void) | null;
  onAfter: (() => void) | null;
}): ReactNode {
  const picks = usePicks(session, exposure);
  const { uid, more } = exposure;
  const [height, width] = more?.shape ?? [1024, 1024];
  const size = useMemo(() => ({ width, height }), [width, height]);
  return (
    <section className="picking-exposure" aria-label={`Picks of exposure ${uid}`}>
      <MicrographViewer
        label={`Micrograph of exposure ${uid}`}
        {...useSources(session, exposure)}
        size={size}
        pixelSizeA={more?.pixelSizeA ?? null}
        marks={picks.marks}
        onPress={picks.onPress}
        tools={
          <span className="tools">
            <IconButton
              icon="back"
              label="The exposure before"
              disabled={onBefore === null}
              onClick={() => onBefore?.()}
            />
            <span>
              Exposure {uid} <span className="faint">({place})</span>
            </span>
            <IconButton
              icon="right"
              label="The next exposure"
              disabled={onAfter === null}
              onClick={() => onAfter?.()}
            />
          </span>
        }
      />
      <div className="picking-limits" tabIndex={0} role="group" aria-label="Limits of picks">
        <PicksPanel session={session} exposure={exposure} picks={picks} />
      </div>
    </section>
  );
}
