import {
  choiceParam,
  defineInput,
  defineJob,
  flagParam,
  integerParam,
  type JobDefinition,
  optionalIntegerParam,
} from '@vitreous/job-kit';
import type { InputSpec, OutputSpec } from '@vitreous/schema';

/** More than this is a slip. */
const mostSplits = 500;

const params = {
  set_operation: choiceParam('Action', 'split', ['split', 'intersect', 'union'], {
    description: 'Split one set (A), or compare two: what both have and what one has alone, or all of either.',
  }),
  set_split_num: integerParam('Batches to split into', 2, { ge: 1, le: mostSplits }),
  set_split_size: optionalIntegerParam('Items of a batch (empty: all, shared out evenly)', { ge: 1 }),
  set_split_random: flagParam('Draw the items of a batch at random', false),
  random_seed: integerParam('Random seed', 1, { advanced: true }),
  set_intersection_field: choiceParam('What tells items apart', 'uid', ['uid', 'path']),
} as const;

const kinds = {
  exposure: {
    plural: 'Exposures',
    slots: [
      ['movie_blob', 'movie_blob'],
      ['gain_ref_blob', 'gain_ref_blob'],
      ['mscope_params', 'mscope_params'],
      ['micrograph_blob', 'micrograph_blob'],
      ['micrograph_blob_non_dw', 'micrograph_blob'],
      ['background_blob', 'stat_blob'],
      ['rigid_motion', 'motion'],
      ['spline_motion', 'motion'],
      ['ctf', 'ctf'],
      ['ctf_stats', 'ctf_stats'],
    ],
  },
  particle: {
    plural: 'Particles',
    slots: ['blob', 'ctf', 'location', 'pick_stats', 'alignments2D', 'alignments3D'].map((name) => [name, name]),
  },
} as const;

/** The outputs that parameters ask for; `A` and `B` name the inputs. */
function outputsFor(
  type: keyof typeof kinds,
  [A, B]: readonly [string, string],
  given: Readonly<Record<string, unknown>>,
): Record<string, OutputSpec> {
  const part = (title: string, passthrough: string): OutputSpec => ({
    type,
    title,
    description: '',
    slots: [],
    passthrough,
  });
  const { set_operation: operation = 'split', set_split_num: number = 2 } = given;
  if (operation === 'union') {
    const slots = kinds[type].slots.map(([name = '', dtype = '']) => ({ name, dtype }));
    return { union: { type, title: 'All of A and B', description: '', slots, passthrough: null } };
  }
  if (operation === 'intersect') {
    return {
      intersect: part('In A and in B, as A has them', A),
      intersect_B: part('In A and in B, as B has them', B),
      A_minus_B: part('In A alone', A),
      B_minus_A: part('In B alone', B),
    };
  }
  const count = typeof number === 'number' && number >= 1 && number <= mostSplits ? Math.floor(number) : 1;
  return {
    ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`split_${i}`, part(`Batch ${i}`, A)])),
    remainder: part('What is left over', A),
  };
}

function defineSets(type: keyof typeof kinds): JobDefinition<typeof params> {
  const { plural } = kinds[type];
  const name = plural.toLowerCase();
  const [A, B] = [`${name}_A`, `${name}_B`];
  const input = (title: string, count_min: number): InputSpec => defineInput({ type, title, slots: [], count_min });
  return defineJob({
    type: `${type}_sets`,
    title: `${plural.slice(0, -1)} Sets Tool`,
    shorttitle: `${plural.slice(0, -1)} Sets`,
    description: `Splits ${name} into batches, or compares two sets of them.`,
    category: 'utilities',
    stability: 'beta',
    tags: ['utility'],
    lightweight: true,
    params,
    inputs: { [A]: input(`${plural} A`, 1), [B]: input(`${plural} B`, 0) },
    outputs: {},
    moreOutputs: (given) => outputsFor(type, [A, B], given),
    resources: () => ({ cpu: 1, gpu: 0, ram: 1, ssd: false }),
  });
}

export const exposureSets = defineSets('exposure');
export const particleSets = defineSets('particle');
