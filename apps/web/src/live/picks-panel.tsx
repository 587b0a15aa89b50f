import type { Session } from '@vitreous/schema';
import { useMemo, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { countOf, formatCount } from '../design/format.js';
import { LimitHistogram } from '../design/limit-histogram.js';
import { LimitInput } from '../design/limit-input.js';
import { act } from '../server/act.js';
import { callApi, callFunction, sentenceOf } from '../server/call.js';
import { countInBins } from './histogram.js';
import { isKept, type FoundPick, type PickLimits } from './pick-limits.js';
import type { SeenExposure } from './seen-exposure.js';
import { pickers, type Picks } from './use-picks.js';

const titles = { blob: 'Blob', template: 'Template', manual: 'By hand' } as const;

interface Props {
  readonly session: Session;
  readonly exposure: SeenExposure;
  readonly picks: Picks;
}

/** The picks on the micrograph: whose, between which limits, and picking by hand. */
export function PicksPanel({ session, exposure, picks }: Props): ReactNode {
  const { picker, setPicker, isShown, setShown, byHand, setByHand, found, trouble, limits } = picks;
  const kept = found?.reduce((sum, pick) => sum + Number(isKept(pick, limits)), 0) ?? 0;
  return (
    <section className="panel" aria-label="Picks">
      <div className="panel-head">
        <h3>Picks</h3>
        <span className="faint">
          {found !== undefined &&
            found.length > 0 &&
            (picker === 'manual' ? formatCount(found.length) : `${kept} of ${countOf(found.length, 'pick')} kept`)}
        </span>
      </div>
      <div className="tools">
        <label className="check">
          <input type="checkbox" checked={isShown} onChange={({ target }) => setShown(target.checked)} />
          Show
        </label>
        <span className="segments" role="group" aria-label="Whose picks">
          {pickers.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={picker === one}
              onClick={() => {
                setPicker(one);
                if (one !== 'manual') setByHand(false);
              }}
            >
              {titles[one]}
            </button>
          ))}
        </span>
      </div>
      {trouble !== null && <p className="faint">{sentenceOf(trouble)}</p>}
      {picker === 'manual' ? (
        <ByHand session={session} exposure={exposure} byHand={byHand} setByHand={setByHand} />
      ) : (
        <Limits session={session} exposure={exposure} picks={picks} />
      )}
    </section>
  );
}

function ByHand({
  session,
  exposure,
  byHand,
  setByHand,
}: Pick<Props, 'session' | 'exposure'> & Pick<Picks, 'byHand' | 'setByHand'>): ReactNode {
  const { project_uid, session_uid, stats } = session;
  const isThere = exposure.attributes.motion_at > 0;
  return (
    <>
      <div className="tools">
        <Button icon="edit" aria-pressed={byHand} disabled={!isThere} onClick={() => setByHand(!byHand)}>
          {byHand ? 'Stop picking' : 'Pick by hand'}
        </Button>
        <Button
          disabled={stats.total_manual_picks === 0}
          title={`Cuts out ${countOf(stats.total_manual_picks, 'pick')} made by hand in this session`}
          onClick={() =>
            void act(
              () => callFunction('sessions.start_extract_manual', { project_uid, session_uid }),
              'Manual picks are being extracted',
            )
          }
        >
          Extract all manual picks
        </Button>
      </div>
      <p className="faint">
        {byHand
          ? 'A press adds a pick, with Alt it takes away the one that is there. By keys: arrows move the cross, Enter adds, Delete takes away.'
          : `${countOf(stats.total_manual_picks, 'manual pick')} in this session.`}
      </p>
    </>
  );
}

/** The limits, where they are tried, and whom they are given to. */
function Limits({ session, exposure, picks }: Props): ReactNode {
  const { found, limits, setLimits, isChanged, picker } = picks;
  const inUse = session.params.current_picker === picker;
  if (found === undefined) return null;
  const isPicked = exposure.attributes.pick_at > 0;
  return (
    <>
      {found.length === 0 && (
        <p className="faint">
          {isPicked ? `Nothing was found by this picker on exposure ${exposure.uid}.` : 'Not picked yet.'}
        </p>
      )}
      <Limit
        label="score"
        title="Score"
        picks={found}
        valueOf={scoreOf}
        span={spanOf(session.picking_thresholds[`${picker}_ncc_score`])}
        low={limits.scoreMin}
        high={null}
        onlyLow
        onChange={(scoreMin) => setLimits({ ...limits, scoreMin: scoreMin ?? 0 })}
      />
      <Limit
        label="power"
        title="Power"
        picks={found}
        valueOf={powerOf}
        span={spanOf(session.picking_thresholds[`${picker}_power`])}
        low={limits.powerMin}
        high={limits.powerMax}
        onChange={(powerMin, powerMax) => setLimits({ ...limits, powerMin, powerMax })}
      />
      {inUse ? (
        <GiveLimits
          session={session}
          exposure={exposure}
          limits={limits}
          isChanged={isChanged}
          onUndo={() => setLimits(null)}
        />
      ) : (
        <KeepLimits session={session} picks={picks} />
      )}
    </>
  );
}

const scoreOf = ({ score }: FoundPick): number => score;
const powerOf = ({ power }: FoundPick): number => power;

interface Span {
  readonly least: number | null;
  readonly most: number | null;
}

function spanOf({ min, max }: { readonly min: number | null; readonly max: number | null }): Span {
  return { least: min, most: max };
}

function Limit({
  label,
  title,
  picks,
  valueOf,
  span,
  low,
  high,
  onlyLow = false,
  onChange,
}: {
  label: string;
  title: string;
  picks: readonly FoundPick[];
  valueOf: (pick: FoundPick) => number;
  /** Of the picks of the whole session. */
  span: Span;
  low: number | null;
  high: number | null;
  onlyLow?: boolean;
  onChange: (low: number | null, high: number | null) => void;
}): ReactNode {
  const { least, most } = span;
  const histogram = useMemo(() => countInBins(picks.map(valueOf), 40, { least, most }), [picks, valueOf, least, most]);
  const decimals = histogram === null || histogram.max - histogram.min < 20 ? 3 : 0;
  const format = (value: number): string => value.toFixed(decimals);
  return (
    <div className="limit-field">
      <header>
        <span>{title}</span>
      </header>
      {histogram !== null && (
        <LimitHistogram
          label={label}
          {...histogram}
          low={low}
          high={high}
          onlyLow={onlyLow}
          format={format}
          onMove={onChange}
          onSet={onChange}
        />
      )}
      <div className="limit-inputs">
        <LimitInput
          label={`Least ${label}`}
          placeholder={histogram === null ? 'Open' : format(histogram.min)}
          value={low}
          decimals={decimals}
          onSet={(value) => onChange(value, high)}
        />
        {!onlyLow && (
          <LimitInput
            label={`Greatest ${label}`}
            placeholder={histogram === null ? 'Open' : format(histogram.max)}
            value={high}
            decimals={decimals}
            onSet={(value) => onChange(low, value)}
          />
        )}
      </div>
    </div>
  );
}

/** Limits of the picker that is not in use wait until the session turns to it. */
function KeepLimits({
  session: { project_uid, session_uid },
  picks: { picker, limits, isChanged, setLimits },
}: Pick<Props, 'session' | 'picks'>): ReactNode {
  const { scoreMin, powerMin, powerMax } = limits;
  const body = {
    ...{ project_uid, session_uid, picker },
    ...{ score_min: scoreMin ?? 0, power_min: powerMin, power_max: powerMax },
  };
  return (
    <>
      <div className="tools">
        <Button
          tone="primary"
          disabled={!isChanged}
          onClick={() =>
            void act(async () => {
              await callApi('/live/pick-limits', 'POST', { body });
              setLimits(null);
            }, 'The limits are kept for when the session turns to this picker')
          }
        >
          Keep
        </Button>
        {isChanged && (
          <Button tone="plain" onClick={() => setLimits(null)}>
            Undo
          </Button>
        )}
      </div>
      <p className="faint">This picker is not in use. Its limits hold once the session turns to it.</p>
    </>
  );
}

/** This exposure for a try, all of them, or those that come. */
function GiveLimits({
  session,
  exposure,
  limits,
  isChanged,
  onUndo,
}: {
  session: Session;
  exposure: SeenExposure;
  limits: PickLimits;
  isChanged: boolean;
  onUndo: () => void;
}): ReactNode {
  const { project_uid, session_uid, params } = session;
  const picker_type = params.current_picker === 'template' ? 'template' : 'blob';
  const body = {
    ...params,
    thresh_score_min: limits.scoreMin ?? 0,
    thresh_power_min: limits.powerMin,
    thresh_power_max: limits.powerMax,
  };
  const give = (reprocess: boolean, done: string): void =>
    void act(() => callFunction('sessions.update_session_params', { project_uid, session_uid, reprocess, body }), done);
  return (
    <div className="tools">
      <Button
        disabled={!isChanged}
        onClick={() =>
          void act(
            () =>
              callFunction('exposures.reprocess_single_exposure', {
                project_uid,
                session_uid,
                exposure_uid: exposure.uid,
                picker_type,
                body,
              }),
            `The limits are tried on exposure ${exposure.uid}`,
          )
        }
      >
        Try here
      </Button>
      <Button
        tone="primary"
        disabled={!isChanged}
        onClick={() => give(true, 'The limits hold for all exposures; their particles are extracted anew')}
      >
        Apply to all
      </Button>
      <Button disabled={!isChanged} onClick={() => give(false, 'The limits hold for exposures from now on')}>
        From now on
      </Button>
      {isChanged && (
        <Button tone="plain" onClick={onUndo}>
          Undo
        </Button>
      )}
    </div>
  );
}
