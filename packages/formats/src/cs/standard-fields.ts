import {
  countOfShape,
  createDataset,
  createNumbers,
  type Dataset,
  type DatasetColumn,
  type DatasetField,
  type NumberType,
} from './dataset.js';

/**
 * The columns of CryoSPARC's datasets by slot, with their types: facts of cryosparc-tools 5.0.3 (its tests'
 * tables of a T20S data set) and of the models of its interface. `u4[2]` is two numbers a row.
 *
 * Lengths are ångströms (`_A`), angles radians (`_rad`), shapes (height, width) or (frames, height, width),
 * and `center_*_frac` fractions of the micrograph's width and height from the first row and column.
 */
const slots = {
  blob: { path: 'text', idx: 'u4', shape: 'u4[2]', psize_A: 'f4', sign: 'f4', import_sig: 'u8' },
  movie_blob: {
    path: 'text',
    shape: 'u4[3]',
    psize_A: 'f4',
    is_gain_corrected: 'u4',
    format: 'text',
    has_defect_file: 'u4',
    import_sig: 'u8',
  },
  gain_ref_blob: { path: 'text', idx: 'u4', shape: 'u4[2]', flip_x: 'u4', flip_y: 'u4', rotate_num: 'u4' },
  mscope_params: {
    accel_kv: 'f4',
    cs_mm: 'f4',
    total_dose_e_per_A2: 'f4',
    phase_plate: 'u4',
    neg_stain: 'u4',
    exp_group_id: 'u4',
    defect_path: 'text',
    beam_shift: 'f4[2]',
    beam_shift_known: 'u4',
  },
  micrograph_blob: {
    path: 'text',
    idx: 'u4',
    shape: 'u4[2]',
    psize_A: 'f4',
    format: 'text',
    is_background_subtracted: 'u4',
    vmin: 'f4',
    vmax: 'f4',
    import_sig: 'u8',
  },
  background_blob: { path: 'text', idx: 'u4', binfactor: 'u4', shape: 'u4[2]', psize_A: 'f4' },
  rigid_motion: {
    type: 'text',
    path: 'text',
    idx: 'u4',
    frame_start: 'u4',
    frame_end: 'u4',
    zero_shift_frame: 'u4',
    psize_A: 'f4',
  },
  ctf: {
    type: 'text',
    path: 'text',
    exp_group_id: 'u4',
    accel_kv: 'f4',
    cs_mm: 'f4',
    amp_contrast: 'f4',
    df1_A: 'f4',
    df2_A: 'f4',
    df_angle_rad: 'f4',
    phase_shift_rad: 'f4',
    scale: 'f4',
    scale_const: 'f4',
    shift_A: 'f4[2]',
    tilt_A: 'f4[2]',
    trefoil_A: 'f4[2]',
    tetra_A: 'f4[4]',
    anisomag: 'f4[4]',
    bfactor: 'f4',
    cross_corr_ctffind4: 'f4',
    fig_of_merit_gctf: 'f4',
    ctf_fit_to_A: 'f4',
  },
  ctf_stats: {
    type: 'text',
    cross_corr: 'f4',
    ctf_fit_to_A: 'f4',
    df_range: 'f4[2]',
    df_tilt_normal: 'f4[2]',
    ice_thickness_rel: 'f4',
    spectrum_dim: 'u4',
    diag_image_path: 'text',
    fit_data_path: 'text',
  },
  location: {
    micrograph_uid: 'u8',
    exp_group_id: 'u4',
    micrograph_path: 'text',
    micrograph_shape: 'u4[2]',
    micrograph_psize_A: 'f4',
    center_x_frac: 'f4',
    center_y_frac: 'f4',
    min_dist_A: 'f4',
  },
  pick_stats: { ncc_score: 'f4', power: 'f4', template_idx: 'u4', angle_rad: 'f4' },
  map: { path: 'text', shape: 'u4[3]', psize_A: 'f4' },
  sym_expand: { idx: 'u4', src_uid: 'u8' },
  alignments2D: { pose: 'f4', ...alignment() },
  alignments3D: { pose: 'f4[3]', ...alignment() },
} as const satisfies Record<string, Record<string, string>>;

function alignment() {
  return {
    split: 'u4',
    shift: 'f4[2]',
    psize_A: 'f4',
    error: 'f4',
    error_min: 'f4',
    resid_pow: 'f4',
    slice_pow: 'f4',
    image_pow: 'f4',
    cross_cor: 'f4',
    alpha: 'f4',
    alpha_min: 'f4',
    weight: 'f4',
    pose_ess: 'f4',
    shift_ess: 'f4',
    class_posterior: 'f4',
    class: 'u4',
    class_ess: 'f4',
  } as const;
}

/** Slots that are built as another is. */
const sameAs: Readonly<Record<string, keyof typeof slots>> = {
  micrograph_blob_non_dw: 'micrograph_blob',
  micrograph_blob_thumb: 'micrograph_blob',
  spline_motion: 'rigid_motion',
  map_sharp: 'map',
  map_half_A: 'map',
  map_half_B: 'map',
  mask: 'map',
  mask_refine: 'map',
  mask_fsc: 'map',
  map_locres: 'map',
  map_filtered: 'map',
};

/** The standard column called `slot/field` (or `uid`), or null. */
export function findStandardField(name: string): DatasetField | null {
  if (name === 'uid') return { name, type: 'u8', shape: [] };
  const [slot = '', field = ''] = name.split('/');
  const fields: Readonly<Record<string, string>> | undefined = Object.entries(slots).find(
    ([key]) => key === (sameAs[slot] ?? slot),
  )?.[1];
  const code = fields?.[field];
  if (code === undefined) return null;
  const [type = '', size] = code.split(/[[\]]/);
  // The codes of the table above are of this type.
  return { name, type: type as NumberType | 'text', shape: size === undefined ? [] : [Number(size)] };
}

/** The standard columns of a slot, in their usual order. */
export function standardFieldsOfSlot(slot: string): DatasetField[] {
  const key = sameAs[slot] ?? slot;
  const fields = Object.entries(slots).find(([name]) => name === key)?.[1] ?? {};
  return Object.keys(fields).map((field) => findStandardField(`${slot}/${field}`) as DatasetField);
}

/** Values of a standard column: numbers row after row, 64-bit ids, or texts. */
export type StandardValues = ArrayLike<number> | BigUint64Array | readonly string[];

/**
 * A dataset of standard columns, each value stored in the type that is usual for its column.
 *
 * @throws RangeError when a name is not standard, or a column has another kind or number of values.
 */
export function createStandardDataset(length: number, columns: Readonly<Record<string, StandardValues>>): Dataset {
  const made = Object.entries(columns).map(
    ([name, values]) => [name, createStandardColumn(name, length, values)] as const,
  );
  return createDataset(length, Object.fromEntries(made));
}

/** A standard column. */
export function createStandardColumn(name: string, length: number, values: StandardValues): DatasetColumn {
  const field = findStandardField(name);
  if (field === null) throw new RangeError(`${name} is no standard column of a dataset`);
  if (field.type === 'text') {
    return { type: 'text', data: Array.from(values as ArrayLike<unknown>, String) };
  }
  if (values.length !== length * countOfShape(field.shape)) {
    throw new RangeError(
      `column ${name} has ${values.length} values for ${length} rows of shape [${field.shape.join()}]`,
    );
  }
  const column = createNumbers(field.type, field.shape, length);
  const { data } = column;
  if (data instanceof BigUint64Array && values instanceof BigUint64Array) data.set(values);
  else if (data instanceof Float32Array || data instanceof Uint32Array) data.set(values as ArrayLike<number>);
  else throw new RangeError(`column ${name} needs 64-bit ids`);
  return column;
}
