import type { Session } from '@vitreous/schema';
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { lookOf } from '../browse/state.js';
import { Button, IconButton } from '../design/button.js';
import { Icon } from '../design/icon.js';
import { Menu } from '../design/menu.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { tones } from './exposure-shot.js';
import { toggleReject } from './exposures.js';
import { HistoryPanel } from './history-panel.js';
import { MicrographViewer } from '../micrograph/micrograph-viewer.js';
import { PicksPanel } from './picks-panel.js';
import { rejectionReasons } from './rejection-reasons.js';
import { nameOfFile, stateOf, type SeenExposure } from './seen-exposure.js';
import { TrialBanner, TrialDialog } from './trial.js';
import { useSources } from './use-sources.js';
import { usePicks } from './use-picks.js';
import { ValuesPanel } from './values-panel.js';

// Curves need a library of their own.
const CtfPanel = lazy(() => import('./ctf-panel.js').then((module) => ({ default: module.CtfPanel })));
const MotionPanel = lazy(() => import('./motion-panel.js').then((module) => ({ default: module.MotionPanel })));

const noShape = [1024, 1024] as const;

/** One exposure from near: its micrograph and picks, its numbers and curves, and what can be done with it. */
export function ExposureInspector({ session, exposure }: { session: Session; exposure: SeenExposure }): ReactNode {
  const { uid, verdict, more, test } = exposure;
  const [trying, setTrying] = useState(false);
  const picks = usePicks(session, exposure);
  const [height, width] = more?.shape ?? noShape;
  const size = useMemo(() => ({ width, height }), [width, height]);
  const sources = useSources(session, exposure);
  return (
    <aside className="inspector" aria-label={`Exposure ${uid}`}>
      <header className="inspector-head">
        <h2 className="one-line" title={more?.path}>
          {uid} <span className="faint">{more === null ? '' : nameOfFile(more)}</span>
        </h2>
        <span {...lookOf(tones[verdict])}>{stateOf(exposure)}</span>
        <span className="space" />
        <Button
          icon={exposure.manualReject ? 'check' : 'close'}
          title="R"
          onClick={() => toggleReject(session, exposure)}
        >
          {exposure.manualReject ? 'Take back' : 'Reject'}
        </Button>
        <ExposureMenu session={session} exposure={exposure} onTry={() => setTrying(true)} />
      </header>
      <Reasons session={session} exposure={exposure} />
      {test && more !== null && <TrialBanner session={session} uid={uid} more={more} />}
      <div className="inspector-body">
        <MicrographViewer
          label={`Micrograph of exposure ${uid}`}
          {...sources}
          size={size}
          pixelSizeA={more?.pixelSizeA ?? null}
          marks={picks.marks}
          onPress={picks.onPress}
        />
        <div className="panels" tabIndex={0} role="group" aria-label={`Numbers and curves of exposure ${uid}`}>
          <PicksPanel session={session} exposure={exposure} picks={picks} />
          <Suspense fallback={null}>
            <CtfPanel session={session} exposure={exposure} />
            <MotionPanel session={session} exposure={exposure} />
          </Suspense>
          <ValuesPanel exposure={exposure} limits={session.attributes} />
          <HistoryPanel exposure={exposure} />
        </div>
      </div>
      {trying && <TrialDialog session={session} exposure={exposure} onClose={() => setTrying(false)} />}
    </aside>
  );
}

function Reasons({ session, exposure }: { session: Session; exposure: SeenExposure }): ReactNode {
  const reason = exposure.more?.failReason ?? '';
  if (exposure.failed || reason !== '') {
    const again = exposure.failed ? '' : ` It is tried again (${exposure.more?.failCount ?? 0} of 3).`;
    return (
      <p className={`notice ${exposure.failed ? 'danger' : 'warning'}`}>
        <Icon name="warning" />
        <span>
          {reason === '' ? 'It has failed.' : reason}
          {again}
        </span>
      </p>
    );
  }
  const reasons = rejectionReasons(exposure, session.attributes);
  if (reasons.length === 0) return null;
  return (
    <p className="notice">
      <Icon name="close" />
      <span>Rejected: {reasons.join('; ')}.</span>
    </p>
  );
}

function ExposureMenu({
  session: { project_uid, session_uid },
  exposure: { uid, failed, more },
  onTry,
}: {
  session: Session;
  exposure: SeenExposure;
  onTry: () => void;
}): ReactNode {
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  const given = { project_uid, session_uid, exposure_uid: uid };
  return (
    <>
      <IconButton
        icon="more"
        label={`Actions on exposure ${uid}`}
        aria-haspopup="menu"
        onClick={({ currentTarget }) => {
          const { left, bottom } = currentTarget.getBoundingClientRect();
          setAt({ x: left, y: bottom + 4 });
        }}
      />
      {at !== null && (
        <Menu
          label={`Actions on exposure ${uid}`}
          at={at}
          onClose={() => setAt(null)}
          entries={[
            { label: 'Try parameters on it …', icon: 'edit', onSelect: onTry },
            {
              label: 'Process it again',
              icon: 'refresh',
              onSelect: () =>
                void act(() => callFunction('exposures.reset_exposure', given), `Exposure ${uid} is processed again`),
            },
            {
              label: 'Mark as failed',
              icon: 'close',
              disabled: failed ? 'It has failed.' : undefined,
              onSelect: () => void act(() => callFunction('exposures.mark_failed', given)),
            },
            'line',
            {
              label: 'Copy the path of its movie',
              icon: 'copy',
              disabled: more === null ? 'It is not known yet.' : undefined,
              onSelect: () => void act(() => navigator.clipboard.writeText(more?.path ?? ''), 'The path is copied'),
            },
          ]}
        />
      )}
    </>
  );
}
