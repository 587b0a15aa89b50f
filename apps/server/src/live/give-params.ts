import { isDeepStrictEqual } from 'node:util';
import { earliestTouched, setBack } from '@vitreous/live';
import type { LivePreprocessingParams, Session } from '@vitreous/schema';
import { among, equals } from '@vitreous/store';
import type { House } from '../house.js';
import { forgetSpan, setLimitsOfPicker, withLimitsOfPicker } from './picker-limits.js';

/**
 * Gives a session other parameters, under a new version, inside a transaction that saves it.
 *
 * @param redoPriority with which its exposures are done again as far as the change touches them; null leaves them.
 */
export function giveParams(
  house: House,
  session: Session,
  params: LivePreprocessingParams,
  redoPriority: number | null,
): void {
  const given = withLimitsOfPicker(session.picking_thresholds, session.params, params);
  setLimitsOfPicker(session.picking_thresholds, given.current_picker, given);
  if (isDeepStrictEqual(given, session.params)) return;
  const touched = earliestTouched(session.params, given);
  if (redoPriority !== null && touched !== null && touched !== 'extract')
    forgetSpan(session.picking_thresholds, given.current_picker);
  session.parameter_version += 1;
  session.params = given;
  house.store.sessionParams.set(session, session.parameter_version, given);
  if (redoPriority !== null) redoTouched(house, session, redoPriority);
}

/**
 * Gives the session's parameters to all its exposures: each is set back to before the earliest stage that the change
 * touches, seen from the parameters that it was processed with.
 */
function redoTouched(house: House, session: Session, priority: number): void {
  const at = house.now().toISOString();
  const { parameter_version: version, params } = session;
  const { store } = house;
  const versions = store.exposures.versions(session).filter((one) => one !== version);
  for (const before of versions) {
    const own = equals('parameter_version', before);
    const known = store.sessionParams.get(session, before);
    const touched = known === null ? 'motion' : earliestTouched(known, params);
    if (touched !== null) {
      const { stage, from } = setBack(touched);
      const again = { failed: false, fail_count: 0, deaths: 0, not_before: null, priority };
      store.exposures.changeMany(session, [...own, ...among('stage', from)], { stage, ...again }, at);
      store.exposures.changeMany(session, [...own, ...equals('failed', true)], again, at);
    }
    store.exposures.changeMany(session, [...own, ...equals('test', false)], { parameter_version: version }, at);
  }
  // A trial ends when parameters are given to all; its own results count only as far as they were made by these.
  const tests = equals('test', true);
  const stage = setBack('motion').stage;
  store.exposures.changeMany(session, tests, { test: false, stage, parameter_version: version, priority }, at);
}
