import { createHash } from 'node:crypto';
import type { LiveStage } from '@vitreous/job-kit';
import type {
  Exposure,
  ExposureElement,
  ExposureGroup,
  LivePreprocessingParams,
  PickerInfoElement,
} from '@vitreous/schema';

/** What a stage's result is put into an exposure with. */
export interface StageSetting {
  readonly group: ExposureGroup;
  readonly params: LivePreprocessingParams;
  /** The link to the movie, relative to the project. */
  readonly movie: string;
  /** Seconds since 1970. */
  readonly nowS: number;
  /** Notes a picture, relative to the project; returns its id. */
  readonly keepPicture: (path: string, former: string | undefined) => string;
}

type Result = Readonly<Record<string, unknown>>;

/** Puts the result of a stage into an exposure, in the mission's names. */
export function applyStage(exposure: Exposure, stage: LiveStage, setting: StageSetting): void {
  const { result } = stage.record;
  const write = {
    check: applyCheck,
    motion: applyMotion,
    ctf: applyCtf,
    pick: applyPicks,
    extract: applyExtraction,
    pick_manual: applyManualPicks,
    extract_manual: applyManualExtraction,
  };
  write[stage.name](exposure, result, setting);
  if (stage.micrograph_uid !== null) exposure.groups.exposure.uid = stage.micrograph_uid;
}

const formats: Readonly<Record<string, string>> = { mrc: 'MRC/2', tiff: 'TIFF', eer: 'EER' };

function applyCheck(exposure: Exposure, result: Result, { group, params, movie, nowS }: StageSetting): void {
  const element = exposure.groups.exposure;
  element.movie_blob = {
    path: movie,
    shape: [number(result, 'frames'), number(result, 'height'), number(result, 'width')],
    psize_A: params.psize_A,
    format: formats[text(result, 'format')] ?? text(result, 'format'),
    is_gain_corrected: group.gainref_path === null,
    has_defect_file: group.defect_path !== null,
    import_sig: signatureOf(exposure.abs_file_path),
  };
  element.gain_ref_blob =
    group.gainref_path === null
      ? null
      : {
          path: group.gainref_path,
          idx: 0,
          shape: [number(result, 'height'), number(result, 'width')],
          flip_x: Number(params.gainref_flip_x),
          flip_y: Number(params.gainref_flip_y),
          rotate_num: params.gainref_rotate_num,
        };
  const sidecar = result['sidecar'] as { beam_shift?: readonly number[] | null } | null | undefined;
  const shift = sidecar?.beam_shift;
  element.mscope_params = {
    accel_kv: params.accel_kv,
    cs_mm: params.cs_mm,
    total_dose_e_per_A2: params.override_total_exp ?? params.total_dose_e_per_A2,
    exp_group_id: exposure.exp_group_id,
    phase_plate: Number(params.phase_plate),
    neg_stain: Number(params.neg_stain),
    // The interface has whole numbers here: the full ones stand in what the check left, and in exports.
    beam_shift: shift?.map(Math.round) ?? [0, 0],
    beam_shift_known: shift == null ? 0 : 1,
    defect_path: group.defect_path,
  };
  exposure.attributes.check_at = nowS;
}

function applyMotion(exposure: Exposure, result: Result, { nowS, keepPicture }: StageSetting): void {
  const element = exposure.groups.exposure;
  const shape = pair(result, 'micrograph_shape');
  const psize_A = number(result, 'psize_A');
  const micrograph = (path: string): NonNullable<ExposureElement['micrograph_blob']> => ({
    path,
    idx: 0,
    shape,
    psize_A,
    format: 'MRC/2',
    is_background_subtracted: false,
  });
  const motion = (name: 'rigid_motion' | 'spline_motion'): NonNullable<ExposureElement['rigid_motion']> => ({
    type: name === 'rigid_motion' ? 'rigid' : 'spline',
    path: text(result, name),
    idx: 0,
    frame_start: number(result, 'frame_start'),
    frame_end: number(result, 'frame_end'),
    zero_shift_frame: 0,
    psize_A,
  });
  const binfactor = number(result, 'background_binfactor');
  const thumb = pair(result, 'thumb_shape');
  const [height = 1] = shape;
  element.micrograph_blob = micrograph(text(result, 'micrograph'));
  element.micrograph_blob_non_dw = micrograph(text(result, 'micrograph_non_dw'));
  element.micrograph_blob_thumb = {
    path: text(result, 'preview_img_1x'),
    idx: 0,
    shape: thumb,
    psize_A: (psize_A * height) / (thumb[0] ?? 1),
    format: 'PNG',
    is_background_subtracted: false,
  };
  element.background_blob = {
    path: text(result, 'background'),
    idx: 0,
    // The interface has a whole number here; shape and pixel size follow from the real one.
    binfactor: Math.round(binfactor),
    shape: shape.map((side) => Math.floor(side / binfactor)),
    psize_A: psize_A * binfactor,
  };
  element.rigid_motion = motion('rigid_motion');
  element.spline_motion = motion('spline_motion');
  exposure.micrograph_shape = shape;
  exposure.micrograph_psize = psize_A;
  exposure.thumb_shape = thumb;
  exposure.preview_img_1x = [keepPicture(text(result, 'preview_img_1x'), exposure.preview_img_1x[0])];
  exposure.preview_img_2x = [keepPicture(text(result, 'preview_img_2x'), exposure.preview_img_2x[0])];
  const { attributes } = exposure;
  attributes.total_motion_dist = number(result, 'total_motion_dist');
  attributes.max_intra_frame_motion = number(result, 'max_intra_frame_motion');
  attributes.motion_at = nowS;
  attributes.thumbs_at = nowS;
}

function applyCtf(exposure: Exposure, result: Result, { params, nowS }: StageSetting): void {
  const fit = maybe(result, 'ctf_fit_to_A');
  const ice = maybe(result, 'ice_thickness_rel');
  const cross = number(result, 'cross_corr');
  exposure.groups.exposure.ctf = {
    type: 'spline',
    path: text(result, 'path'),
    exp_group_id: exposure.exp_group_id,
    accel_kv: params.accel_kv,
    cs_mm: params.cs_mm,
    amp_contrast: params.amp_contrast,
    df1_A: number(result, 'df1_A'),
    df2_A: number(result, 'df2_A'),
    df_angle_rad: number(result, 'df_angle_rad'),
    phase_shift_rad: number(result, 'phase_shift_rad'),
    ctf_fit_to_A: fit,
    cross_corr_ctffind4: cross,
    fig_of_merit_gctf: 0,
  };
  exposure.groups.exposure.ctf_stats = {
    type: 'spline',
    // The interface has a whole number here; the measured one is cross_corr_ctffind4.
    cross_corr: Math.round(cross),
    ctf_fit_to_A: fit,
    df_range: [...(result['df_range'] as number[])],
    df_tilt_normal: [...(result['df_tilt_normal'] as number[])],
    ice_thickness_rel: ice,
    spectrum_dim: 0,
    diag_image_path: text(result, 'diag_image_path'),
    fit_data_path: text(result, 'path'),
  };
  const { attributes } = exposure;
  for (const name of ctfAttributes) attributes[name] = maybe(result, name);
  attributes.ctf_at = nowS;
}

const ctfAttributes = [
  'average_defocus',
  'defocus_range',
  'astigmatism',
  'astigmatism_angle',
  'phase_shift',
  'ctf_fit_to_A',
  'ice_thickness_rel',
  'df_tilt_angle',
] as const;

const manualFields = ['uid', 'location'];
const pickFields = [...manualFields, 'pick_stats'];

function applyPicks(exposure: Exposure, result: Result, { params, nowS }: StageSetting): void {
  const picker = params.current_picker === 'template' ? 'template' : 'blob';
  const count = number(result, `total_${picker}_picks`);
  const info = { count, fields: pickFields, path: text(result, 'picks_cs') };
  if (picker === 'blob') exposure.groups.particle_blob = info;
  else exposure.groups.particle_template = info;
  exposure.picker_type = picker;
  const { attributes } = exposure;
  attributes[`total_${picker}_picks`] = count;
  attributes[`${picker}_pick_score_median`] = maybe(result, `${picker}_pick_score_median`);
  attributes.pick_at = nowS;
}

function applyExtraction(exposure: Exposure, result: Result, { params, nowS }: StageSetting): void {
  const picker = params.current_picker === 'template' ? 'template' : 'blob';
  const count = number(result, 'total_extracted_particles');
  exposure.groups.particle_extracted = [describeParticles(result, pickFields, picker)];
  const { attributes } = exposure;
  attributes.total_extracted_particles_blob = picker === 'blob' ? count : 0;
  attributes.total_extracted_particles_template = picker === 'template' ? count : 0;
  attributes.total_extracted_particles = count + attributes.total_extracted_particles_manual;
  attributes.extract_at = nowS;
}

/** The places themselves are in the exposure already: people put them there. */
function applyManualPicks(exposure: Exposure, result: Result): void {
  const { particle_manual: manual } = exposure.groups;
  exposure.groups.particle_manual = { ...manual, fields: manualFields, path: text(result, 'picks_cs') };
}

function applyManualExtraction(exposure: Exposure, result: Result, { nowS }: StageSetting): void {
  exposure.groups.particle_manual_extracted = describeParticles(result, manualFields, 'manual');
  const { attributes } = exposure;
  const before = attributes.total_extracted_particles_manual;
  attributes.total_extracted_particles_manual = number(result, 'total_extracted_particles');
  attributes.total_extracted_particles += attributes.total_extracted_particles_manual - before;
  attributes.manual_extract_at = nowS;
}

function describeParticles(
  result: Result,
  fields: readonly string[],
  picker_type: PickerInfoElement['picker_type'],
): PickerInfoElement {
  return {
    count: number(result, 'total_extracted_particles'),
    fields: [...fields, 'blob', 'ctf'],
    path: text(result, 'particles_cs'),
    output_shape: number(result, 'box_size_pix'),
    picker_type,
  };
}

/** The first 8 bytes of a hash of the path, as a number in decimal digits. */
export function signatureOf(path: string): string {
  return createHash('sha1').update(path).digest().readBigUInt64LE(0).toString();
}

function number(result: Result, name: string): number {
  const value = result[name];
  if (typeof value !== 'number') throw new Error(`a stage left no ${name}`);
  return value;
}

/** 0 where nothing could be measured: the interface has no other word for it. */
function maybe(result: Result, name: string): number {
  const value = result[name];
  return typeof value === 'number' ? value : 0;
}

function text(result: Result, name: string): string {
  const value = result[name];
  if (typeof value !== 'string') throw new Error(`a stage left no ${name}`);
  return value;
}

function pair(result: Result, name: string): number[] {
  const value = result[name];
  if (!Array.isArray(value)) throw new Error(`a stage left no ${name}`);
  return value.map(Number);
}
