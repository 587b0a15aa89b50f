import { livePreprocessingParams, type ParamMeta, type Session } from '@vitreous/schema';

export type LiveParams = Session['params'];

export interface LiveParam {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly redoFrom: ParamMeta['redoFrom'];
  readonly advanced: boolean;
  /** A session cannot start without it; 0 stands for nothing given. */
  readonly needed: boolean;
}

const needed = new Set([
  'psize_A',
  'accel_kv',
  'cs_mm',
  'total_dose_e_per_A2',
  'blob_diameter_min',
  'blob_diameter_max',
  'box_size_pix',
]);

/** What a session cannot do without, and what is often changed. */
const basic = new Set([
  'gainref_flip_x',
  'gainref_flip_y',
  'gainref_rotate_num',
  'psize_A',
  'accel_kv',
  'cs_mm',
  'total_dose_e_per_A2',
  'phase_plate',
  'neg_stain',
  'output_fcrop_factor',
  'ctf_res_max_align',
  'current_picker',
  'blob_diameter_min',
  'blob_diameter_max',
  'template_diameter',
  'use_circle',
  'use_ellipse',
  'thresh_score_min',
  'box_size_pix',
  'bin_size_pix',
]);
/** Set where templates are chosen, not typed. */
const elsewhere = new Set(['templates_from_job', 'templates_selected', 'optimize_for_gpu_memory', 'do_plotting']);
const microscope = new Set(
  'gainref_flip_x gainref_flip_y gainref_rotate_num psize_A accel_kv cs_mm total_dose_e_per_A2 phase_plate neg_stain'.split(
    ' ',
  ),
);

const sections = ['Microscope', 'Motion correction', 'CTF', 'Picking', 'Extraction'] as const;
export type SectionTitle = (typeof sections)[number];

/** The parameters of a session by section, from their declarations. */
export function listLiveParams(advanced: boolean): { title: SectionTitle; params: LiveParam[] }[] {
  const all = Object.entries(livePreprocessingParams.shape).flatMap(([name, type]): LiveParam[] => {
    const meta = type.meta() as ParamMeta | undefined;
    if (meta === undefined || elsewhere.has(name)) return [];
    const { title, unit = '', redoFrom } = meta;
    return [{ name, title, unit, redoFrom, advanced: !basic.has(name), needed: needed.has(name) }];
  });
  return sections.map((title) => ({
    title,
    params: all.filter((param) => sectionOf(param) === title && (advanced || !param.advanced)),
  }));
}

function sectionOf({ name, redoFrom }: LiveParam): SectionTitle {
  if (microscope.has(name)) return 'Microscope';
  if (/^(blob|template|use)_/.test(name)) return 'Picking';
  return { motion: 'Motion correction', ctf: 'CTF', pick: 'Picking', extract: 'Extraction' }[
    redoFrom ?? 'motion'
  ] as SectionTitle;
}

const order = ['motion', 'ctf', 'pick', 'extract'] as const;
const words = { motion: 'motion correction', ctf: 'CTF', pick: 'picking', extract: 'extraction' } as const;

/** The names of the parameters that differ. */
export function changedParams(before: LiveParams, after: LiveParams): LiveParam[] {
  return listLiveParams(true)
    .flatMap(({ params }) => params)
    .filter(({ name }) => before[name as keyof LiveParams] !== after[name as keyof LiveParams]);
}

/** From which stage on all exposures are done again after a change, in words; null for none. */
export function redoneAfter(before: LiveParams, after: LiveParams): string | null {
  const changed = changedParams(before, after);
  const first = order.find((stage) => changed.some(({ redoFrom }) => redoFrom === stage));
  return first === undefined ? null : words[first];
}
