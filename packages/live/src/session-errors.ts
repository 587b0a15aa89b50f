import type { LivePreprocessingParams, Session, SessionBuildError } from '@vitreous/schema';

type Place = SessionBuildError['loc'];

/**
 * What keeps a session from starting: what is missing (0 stands for "not given" where it makes no sense), what makes no
 * sense, and lanes that do not exist.
 */
export function listSessionErrors(
  session: Pick<Session, 'params' | 'compute_resources' | 'exposure_groups'>,
  lanes: readonly string[],
): SessionBuildError[] {
  const { params, compute_resources: compute, exposure_groups: groups } = session;
  const errors: SessionBuildError[] = [];
  const say = (type: string, loc: Place, input: unknown): void => {
    errors.push({
      type,
      loc,
      input,
      input_type: input === null ? 'null' : Array.isArray(input) ? 'array' : typeof input,
    });
  };
  for (const { name, type } of listWrongParams(params)) say(type, ['params', name], params[name] ?? null);
  const lane = compute.phase_one_lane;
  const workers = compute.phase_one_gpus * compute.phase_one_workers_per_gpu;
  if (lane === null) say('missing', ['compute_resources', 'phase_one_lane'], lane);
  else if (!lanes.includes(lane)) say('invalid', ['compute_resources', 'phase_one_lane'], lane);
  if (!(workers >= 1)) say('invalid', ['compute_resources', 'phase_one_gpus'], compute.phase_one_gpus);
  if (!groups.some(({ final }) => final)) say('missing', ['exposure_groups'], groups.length);
  return errors;
}

interface Wrong {
  readonly name: keyof LivePreprocessingParams & string;
  readonly type: 'missing' | 'invalid';
}

function listWrongParams(params: LivePreprocessingParams): Wrong[] {
  const wrong: Wrong[] = [];
  const need = (name: Wrong['name'], isThere: boolean, isRight = true): void => {
    if (!isThere) wrong.push({ name, type: 'missing' });
    else if (!isRight) wrong.push({ name, type: 'invalid' });
  };
  const even = (value: number): boolean => Number.isInteger(value) && value > 0 && value % 2 === 0;
  need('psize_A', params.psize_A !== 0, params.psize_A > 0);
  need('accel_kv', params.accel_kv !== 0, params.accel_kv >= 40 && params.accel_kv <= 1500);
  need('cs_mm', params.cs_mm !== 0, params.cs_mm > 0);
  const dose = params.override_total_exp ?? params.total_dose_e_per_A2;
  need('total_dose_e_per_A2', dose !== 0, dose > 0);
  need('output_fcrop_factor', true, [1, 0.75, 0.5, 0.25].includes(params.output_fcrop_factor));
  need('df_search_max', true, params.df_search_max > params.df_search_min);
  need('ctf_res_max_align', true, params.ctf_res_max_align < params.ctf_res_min_align);
  need('current_picker', true, params.current_picker !== 'deep');
  if (params.current_picker === 'template') {
    need('template_diameter', params.template_diameter !== null && params.template_diameter !== 0);
    need('templates_selected', params.templates_selected !== null && params.templates_selected !== '');
  } else {
    const { blob_diameter_min: least, blob_diameter_max: most } = params;
    need('blob_diameter_min', least !== 0, least > 0);
    need('blob_diameter_max', most !== 0, most >= least);
    need('use_circle', true, params.use_circle || params.use_ellipse || params.use_ring);
  }
  need('box_size_pix', params.box_size_pix !== 0, even(params.box_size_pix));
  const bin = params.bin_size_pix;
  if (bin !== null) need('bin_size_pix', true, even(bin) && bin <= params.box_size_pix);
  return wrong;
}
