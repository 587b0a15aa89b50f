import type { LiveExposureAttributes } from '@vitreous/schema';

export type AttributeName = keyof LiveExposureAttributes;

/** How an attribute of an exposure is shown to people. */
export interface Attribute {
  readonly name: AttributeName;
  readonly title: string;
  /** '' for a plain number, 's' for a time since 1970. */
  readonly unit: string;
  /** What is shown is the stored value times this. */
  readonly scale: number;
  readonly decimals: number;
  readonly group: 'Motion' | 'CTF' | 'Picks' | 'Particles' | 'Times';
  /** 0 stands for what could not be measured, or when the stage has not been there. */
  readonly zeroIsNone?: boolean;
}

const list = (
  group: Attribute['group'],
  rows: readonly (readonly [AttributeName, string, string, number, number, true?])[],
): Attribute[] =>
  rows.map(([name, title, unit, scale, decimals, none = false]) => ({
    name,
    title,
    unit,
    scale,
    decimals,
    group,
    zeroIsNone: none,
  }));

export const attributes: readonly Attribute[] = [
  ...list('CTF', [
    ['ctf_fit_to_A', 'CTF fit', 'Å', 1, 2, true],
    ['average_defocus', 'Defocus', 'µm', 1e-4, 3],
    ['defocus_range', 'Defocus range', 'nm', 0.1, 1],
    ['astigmatism', 'Astigmatism', 'Å', 1, 0],
    ['astigmatism_angle', 'Astigmatism angle', '°', 1, 1],
    ['phase_shift', 'Phase shift', '°', 1, 1],
    ['df_tilt_angle', 'Tilt', '°', 1, 1],
    ['ice_thickness_rel', 'Relative ice', '', 1, 3, true],
  ]),
  ...list('Motion', [
    ['total_motion_dist', 'Full-frame motion', 'px', 1, 2],
    ['max_intra_frame_motion', 'Greatest step between frames', 'px', 1, 2],
  ]),
  ...list('Picks', [
    ['total_blob_picks', 'Blob picks', '', 1, 0],
    ['blob_pick_score_median', 'Blob score, median', '', 1, 3],
    ['total_template_picks', 'Template picks', '', 1, 0],
    ['template_pick_score_median', 'Template score, median', '', 1, 3],
    ['total_manual_picks', 'Manual picks', '', 1, 0],
  ]),
  ...list('Particles', [
    ['total_extracted_particles', 'Particles', '', 1, 0],
    ['total_extracted_particles_blob', 'Particles of blobs', '', 1, 0],
    ['total_extracted_particles_template', 'Particles of templates', '', 1, 0],
    ['total_extracted_particles_manual', 'Particles of manual picks', '', 1, 0],
  ]),
  ...list('Times', [
    ['found_at', 'Found', 's', 1, 0, true],
    ['check_at', 'Checked', 's', 1, 0, true],
    ['motion_at', 'Motion corrected', 's', 1, 0, true],
    ['thumbs_at', 'Pictures drawn', 's', 1, 0, true],
    ['ctf_at', 'CTF estimated', 's', 1, 0, true],
    ['pick_at', 'Picked', 's', 1, 0, true],
    ['extract_at', 'Extracted', 's', 1, 0, true],
    ['manual_extract_at', 'Manual picks extracted', 's', 1, 0, true],
    ['ready_at', 'Ready', 's', 1, 0, true],
  ]),
];

const byName = new Map(attributes.map((one) => [one.name, one]));

export function attributeOf(name: AttributeName): Attribute {
  const found = byName.get(name);
  if (found === undefined) throw new Error(`no attribute is called ${name}`);
  return found;
}

export function isAttribute(name: string): name is AttributeName {
  return byName.has(name as AttributeName);
}

/** After which stage an attribute has a value; that stage's time is 0 before. */
export function measuredBy({ name, group }: Attribute): AttributeName {
  if (group === 'Times') return name;
  if (name === 'total_manual_picks') return 'motion_at';
  if (name === 'total_extracted_particles_manual') return 'manual_extract_at';
  return ({ Motion: 'motion_at', CTF: 'ctf_at', Picks: 'pick_at', Particles: 'extract_at' } as const)[group];
}

/** The title with its unit: `Defocus (µm)`. */
export function titleOf({ title, unit, group }: Attribute): string {
  return unit === '' || group === 'Times' ? title : `${title} (${unit})`;
}

/** What is stored as what is shown: NaN for what was not measured. */
export function shownValue(attribute: Attribute, stored: number): number {
  if (attribute.zeroIsNone === true && stored === 0) return NaN;
  return stored * attribute.scale;
}

/** A stored value in words: `1.64 µm`; an en dash where there is none. */
export function formatStored(attribute: Attribute, stored: number): string {
  return formatShown(attribute, shownValue(attribute, stored));
}

/** A shown value in words, with its unit. */
export function formatShown(attribute: Attribute, value: number, withUnit = true): string {
  if (!Number.isFinite(value)) return '–';
  if (attribute.group === 'Times') return formatClock(value);
  const number = value.toFixed(attribute.decimals);
  return withUnit && attribute.unit !== '' ? `${number} ${attribute.unit}` : number;
}

/** `14:05:09` today, with its day on others; in the reader's own time zone. @param seconds since 1970. */
export function formatClock(seconds: number, now = new Date()): string {
  const time = new Date(seconds * 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  return time.toDateString() === now.toDateString()
    ? clock
    : `${two(time.getMonth() + 1)}-${two(time.getDate())} ${clock}`;
}
