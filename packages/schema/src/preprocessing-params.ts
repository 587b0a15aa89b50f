import { z } from 'zod';

/** The earliest exposure stage whose result a parameter changes; null when it changes none. */
type Stage = 'motion' | 'ctf' | 'pick' | 'extract' | null;

/** What a form and a stale check need to know of a parameter besides its type. */
export interface ParamMeta {
  readonly title: string;
  readonly redoFrom: Stage;
  readonly unit?: string;
}

const describe = <T extends z.ZodType>(type: T, redoFrom: Stage, title: string, unit?: string): T =>
  type.meta({ title, redoFrom, ...(unit === undefined ? {} : { unit }) });

const optionalInteger = (): z.ZodDefault<z.ZodNullable<z.ZodInt>> => z.int().nullable().default(null);
const optionalNumber = (): z.ZodDefault<z.ZodNullable<z.ZodNumber>> => z.number().nullable().default(null);
const flag = (value: boolean): z.ZodDefault<z.ZodBoolean> => z.boolean().default(value);
const integer = (value: number): z.ZodDefault<z.ZodInt> => z.int().default(value);
const number = (value: number): z.ZodDefault<z.ZodNumber> => z.number().default(value);

/**
 * Parameters of the exposure stages, with the names, types and defaults of the client's
 * `LivePreprocessingParams`. A default of 0 for a size or a dose means that a person must set it.
 * Unknown parameters are kept.
 */
export const livePreprocessingParams = z
  .looseObject({
    gainref_flip_x: describe(flag(false), 'motion', 'Flip the gain reference left to right'),
    gainref_flip_y: describe(flag(false), 'motion', 'Flip the gain reference top to bottom'),
    gainref_rotate_num: describe(integer(0), 'motion', 'Turn the gain reference counter-clockwise', '90°'),
    psize_A: describe(number(0), 'motion', 'Raw pixel size', 'Å'),
    accel_kv: describe(number(0), 'motion', 'Accelerating voltage', 'kV'),
    cs_mm: describe(number(0), 'ctf', 'Spherical aberration', 'mm'),
    total_dose_e_per_A2: describe(number(0), 'motion', 'Total exposure', 'e/Å²'),
    phase_plate: describe(flag(false), 'ctf', 'Collected with a phase plate'),
    neg_stain: describe(flag(false), 'pick', 'Negative stain: particles are bright'),
    eer_upsampfactor: describe(integer(2), 'motion', 'EER upsampling factor'),
    eer_numfractions: describe(integer(40), 'motion', 'EER fractions'),
    motion_res_max_align: describe(number(5), 'motion', 'Finest resolution used to align frames', 'Å'),
    bfactor: describe(number(500), 'motion', 'B-factor applied before aligning', 'Å²'),
    frame_start: describe(integer(0), 'motion', 'First frame used'),
    frame_end: describe(optionalInteger(), 'motion', 'First frame no longer used'),
    output_fcrop_factor: describe(number(1), 'motion', 'Fourier crop of the micrograph (1, 0.75, 0.5, 0.25)'),
    override_total_exp: describe(optionalNumber(), 'motion', 'Total exposure, overriding what was imported', 'e/Å²'),
    variable_dose: describe(flag(false), 'motion', 'The dose differs between frames: measure it'),
    smooth_lambda_cal: describe(
      z.number().nullable().default(0.5),
      'motion',
      'Smoothness of trajectories (empty: found by itself)',
    ),
    motion_override_K_Z: describe(optionalInteger(), 'motion', 'Spline knots over time'),
    motion_override_K_Y: describe(optionalInteger(), 'motion', 'Spline knots over y'),
    motion_override_K_X: describe(optionalInteger(), 'motion', 'Spline knots over x'),
    optimize_for_gpu_memory: describe(flag(false), null, 'Use less memory, more time'),
    output_f16: describe(flag(false), 'motion', 'Write micrographs as 16-bit floats'),
    amp_contrast: describe(number(0.1), 'ctf', 'Amplitude contrast'),
    ctf_res_min_align: describe(number(25), 'ctf', 'Coarsest resolution fitted', 'Å'),
    ctf_res_max_align: describe(number(4), 'ctf', 'Finest resolution fitted', 'Å'),
    df_search_min: describe(number(1000), 'ctf', 'Least defocus searched', 'Å'),
    df_search_max: describe(number(40000), 'ctf', 'Greatest defocus searched', 'Å'),
    do_phase_shift_search_refine: describe(flag(false), 'ctf', 'Search and refine the phase shift'),
    phase_shift_min: describe(number(0), 'ctf', 'Least phase shift searched', 'rad'),
    phase_shift_max: describe(number(Math.PI), 'ctf', 'Greatest phase shift searched', 'rad'),
    do_phase_shift_refine_only: describe(flag(false), 'ctf', 'Refine the phase shift without a search'),
    ctf_override_K_Y: describe(optionalInteger(), 'ctf', 'Defocus surface knots over y'),
    ctf_override_K_X: describe(optionalInteger(), 'ctf', 'Defocus surface knots over x'),
    classic_mode: describe(flag(false), 'ctf', 'One flat defocus instead of a surface'),
    current_picker: describe(z.enum(['blob', 'template', 'deep']).default('blob'), 'pick', 'Picker of new exposures'),
    blob_diameter_min: describe(number(0), 'pick', 'Least particle diameter', 'Å'),
    blob_diameter_max: describe(number(0), 'pick', 'Greatest particle diameter', 'Å'),
    use_circle: describe(flag(true), 'pick', 'Look for discs'),
    use_ellipse: describe(flag(false), 'pick', 'Look for ellipses'),
    use_ring: describe(flag(false), 'pick', 'Look for rings'),
    blob_lowpass_res_template: describe(number(20), 'pick', 'Low-pass of the blob', 'Å'),
    blob_lowpass_res: describe(number(20), 'pick', 'Low-pass of the micrograph', 'Å'),
    blob_angular_spacing_deg: describe(number(5), 'pick', 'Angle between turned ellipses', '°'),
    blob_use_ctf: describe(flag(false), 'pick', 'Apply the CTF to the blob'),
    blob_min_distance: describe(number(1), 'pick', 'Least distance between picks', 'least diameters'),
    blob_num_process: describe(optionalInteger(), null, 'Micrographs picked (empty: all)'),
    blob_num_plot: describe(integer(10), null, 'Micrographs shown'),
    blob_max_num_hits: describe(integer(4000), 'pick', 'Most picks of a micrograph'),
    template_diameter: describe(optionalNumber(), 'pick', 'Particle diameter', 'Å'),
    template_lowpass_res_template: describe(number(20), 'pick', 'Low-pass of the templates', 'Å'),
    template_lowpass_res: describe(number(20), 'pick', 'Low-pass of the micrograph', 'Å'),
    template_angular_spacing_deg: describe(number(5), 'pick', 'Angle between turned templates', '°'),
    template_use_ctf: describe(flag(true), 'pick', 'Apply the CTF to the templates'),
    template_min_distance: describe(number(0.5), 'pick', 'Least distance between picks', 'diameters'),
    template_num_process: describe(optionalInteger(), null, 'Micrographs picked (empty: all)'),
    template_num_plot: describe(integer(10), null, 'Micrographs shown'),
    template_max_num_hits: describe(integer(4000), 'pick', 'Most picks of a micrograph'),
    templates_from_job: describe(z.string().nullable().default(null), null, 'Job the templates come from'),
    templates_selected: describe(z.string().nullable().default(null), 'pick', 'Dataset of the chosen templates'),
    thresh_score_min: describe(number(0.3), 'extract', 'Least score of an extracted pick'),
    thresh_power_min: describe(optionalNumber(), 'extract', 'Least local power of an extracted pick'),
    thresh_power_max: describe(optionalNumber(), 'extract', 'Greatest local power of an extracted pick'),
    box_size_pix: describe(integer(0), 'extract', 'Box size', 'px'),
    bin_size_pix: describe(optionalInteger(), 'extract', 'Box size after Fourier crop (empty: no crop)', 'px'),
    extract_f16: describe(flag(false), 'extract', 'Write particles as 16-bit floats'),
    do_plotting: describe(flag(false), null, 'Plot every twentieth movie'),
  })
  .meta({ id: 'LivePreprocessingParams' });

export interface LivePreprocessingParams extends z.infer<typeof livePreprocessingParams> {}

/** The same, under its name on the wire. */
export const livePreprocessingModel: z.ZodType<LivePreprocessingParams> = livePreprocessingParams.clone();
