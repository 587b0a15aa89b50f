import { earliestTouched, setBack } from '@vitreous/live';
import { livePreprocessingParams, type LivePreprocessingParams, type ParamMeta, type Session } from '@vitreous/schema';
import { among, equals } from '@vitreous/store';
import { isDeepStrictEqual } from 'node:util';
import type { Call, Handlers } from '../house.js';
import { changeSession, requireStatus } from '../live/find-session.js';

/** Parameters of processing, and what a change of them makes due again. */
export const sessionParamFunctions: Handlers = {
  'sessions.update_session_params': (call, { project_uid, session_uid, reprocess, priority, body }) =>
    changeSession(call, project_uid, session_uid, (session) => {
      requireStatus(session, ['paused', 'running', 'completed'], 'change its parameters');
      if (isDeepStrictEqual(body, session.params)) return;
      session.parameter_version += 1;
      session.params = body;
      call.store.sessionParams.set(session, session.parameter_version, body);
      if (reprocess) redoTouched(call, session, priority);
    }),

  'sessions.get_session_base_params': () => describeParams(),
};

/**
 * Gives the session's parameters to all its exposures: each is set back to before the earliest stage that the change
 * touches, seen from the parameters that it was processed with.
 */
function redoTouched(call: Call, session: Session, priority: number): void {
  const at = call.now().toISOString();
  const { parameter_version: version, params } = session;
  const { store } = call;
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

/** Everything that a form of parameters needs, in order. */
function describeParams(): Record<string, unknown> {
  const defaults: LivePreprocessingParams = livePreprocessingParams.parse({});
  return Object.fromEntries(
    Object.entries(livePreprocessingParams.shape).map(([name, type]) => {
      const meta = type.meta() as ParamMeta | undefined;
      const value = defaults[name] ?? null;
      return [
        name,
        {
          name,
          title: meta?.title ?? name,
          description: meta?.unit === undefined ? (meta?.title ?? '') : `${meta.title} (${meta.unit})`,
          unit: meta?.unit ?? null,
          section: sectionOf(name, meta),
          default: value,
          type: value === null ? 'number' : typeof value,
          advanced: !plain.has(name),
          redo_from: meta?.redoFrom ?? null,
        },
      ];
    }),
  );
}

/** Parameters that every session sets. */
const plain: ReadonlySet<string> = new Set([
  'gainref_flip_x',
  'gainref_flip_y',
  'gainref_rotate_num',
  'psize_A',
  'accel_kv',
  'cs_mm',
  'total_dose_e_per_A2',
  'phase_plate',
  'neg_stain',
  'eer_upsampfactor',
  'eer_numfractions',
  'output_fcrop_factor',
  'current_picker',
  'blob_diameter_min',
  'blob_diameter_max',
  'template_diameter',
  'thresh_score_min',
  'box_size_pix',
  'bin_size_pix',
]);

function sectionOf(name: string, meta: ParamMeta | undefined): string {
  if (name.startsWith('gainref') || name.startsWith('eer_') || opticsNames.has(name)) return 'Movies and microscope';
  if (meta?.redoFrom === 'motion') return 'Motion correction';
  if (meta?.redoFrom === 'ctf') return 'CTF estimation';
  if (name.startsWith('blob')) return 'Blob picker';
  if (name.startsWith('template')) return 'Template picker';
  if (meta?.redoFrom === 'pick') return 'Picking';
  return meta?.redoFrom === 'extract' ? 'Extraction' : 'Other';
}

const opticsNames: ReadonlySet<string> = new Set([
  'psize_A',
  'accel_kv',
  'cs_mm',
  'total_dose_e_per_A2',
  'phase_plate',
]);
