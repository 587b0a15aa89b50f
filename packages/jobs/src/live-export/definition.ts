import {
  choiceParam,
  defineJob,
  flagParam,
  integerParam,
  optionalIntegerParam,
  processorsOf,
  textParam,
} from '@vitreous/job-kit';
import type { OutputSpec } from '@vitreous/schema';
import { exposureSlots } from './exposure-rows.js';

const session_uid = textParam('Session', '');
const compute_num_cpus = integerParam('Processors', 1, { ge: 0, advanced: true });
const resources = processorsOf('compute_num_cpus', 1);

/** Exposures of a Live session as an output that any job takes. */
export const exportLiveExposures = defineJob({
  type: 'export_live_exposures',
  title: 'Live Exposure Export',
  shorttitle: 'Live Exposures',
  description: 'Writes the exposures of a Live session, accepted and rejected, as outputs and as STAR files.',
  category: 'live',
  stability: 'beta',
  tags: ['live'],
  lightweight: true,
  params: {
    session_uid,
    export_ignored: flagParam('Take exposures of ignored groups too', false),
    compute_num_cpus,
  },
  inputs: {},
  outputs: {
    accepted_exposures: exposures('Accepted exposures'),
    rejected_exposures: exposures('Rejected exposures'),
  },
  resources,
});

function exposures(title: string): OutputSpec {
  const slots = exposureSlots.map(([name, dtype]) => ({ name, dtype }));
  return { type: 'exposure', title, description: '', slots, passthrough: null };
}

/** Particles of a Live session as an output that any job takes. */
export const exportLiveParticles = defineJob({
  type: 'export_live_particles',
  title: 'Live Particle Export',
  shorttitle: 'Live Particles',
  description: 'Writes the particles of the accepted exposures of a Live session as an output and as a STAR file.',
  category: 'live',
  stability: 'beta',
  tags: ['live'],
  lightweight: true,
  params: {
    session_uid,
    picker_type: choiceParam('Whose particles', 'current', ['current', 'blob', 'template', 'manual'], {
      description: 'Of the picker that each exposure was last extracted with, or of this one alone.',
    }),
    num_mics: optionalIntegerParam('Exposures (empty: all), counted from the first', { ge: 1 }),
    uid_lte: optionalIntegerParam('Last exposure (its number; empty: the last)', { ge: 1 }),
    test_only: flagParam('Only of exposures on which parameters are tried', false),
    compute_num_cpus,
  },
  inputs: {},
  outputs: {
    particles: {
      type: 'particle',
      title: 'Particles',
      description: '',
      slots: ['blob', 'ctf', 'location', 'pick_stats'].map((name) => ({ name, dtype: name })),
      passthrough: null,
    },
  },
  resources,
});
