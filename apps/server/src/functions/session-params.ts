import { livePreprocessingParams, type LivePreprocessingParams, type ParamMeta } from '@vitreous/schema';
import type { Handlers } from '../house.js';
import { changeSession, requireStatus } from '../live/find-session.js';
import { giveParams } from '../live/give-params.js';
import { changePickLimits } from '../live/change-pick-limits.js';
import { invalid } from '../problem.js';

/** Parameters of processing, and what a change of them makes due again. */
export const sessionParamFunctions: Handlers = {
  'sessions.update_session_params': (call, { project_uid, session_uid, reprocess, priority, body }) =>
    changeSession(call, project_uid, session_uid, (session) => {
      requireStatus(session, ['paused', 'running', 'completed'], 'change its parameters');
      giveParams(call, session, body, reprocess ? priority : null);
    }),

  'sessions.update_picking_threshold_values': (call, input) => {
    const { project_uid, session_uid, picker_type, ncc_value, power_min_value, power_max_value } = input;
    if (picker_type === 'deep') throw invalid('path', 'picker_type', 'Expected blob or template.', picker_type);
    if (power_min_value > power_max_value) {
      throw invalid('query', 'power_min_value', 'Expected no more than power_max_value.', power_min_value);
    }
    return changePickLimits(call, {
      ...{ project_uid, session_uid, picker: picker_type, score_min: ncc_value },
      ...{ power_min: power_min_value, power_max: power_max_value },
    });
  },

  'sessions.get_session_base_params': () => describeParams(),
};

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
