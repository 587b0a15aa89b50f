import { workflow as workflowModel, type Job } from '@vitreous/schema';
import { expect, it } from 'vitest';
import { workflowOfJobs } from './workflow-of-jobs.js';

function jobOf(uid: string, type: string, params: object, from?: string): Job {
  const connections = from === undefined ? [] : [{ job_uid: from, output: 'particles', results: [] }];
  const output = { type: 'particle', title: 'Particles', num_items: 7, image: 'x', results: [] };
  return {
    uid,
    title: '',
    description: '',
    spec: {
      type,
      params,
      inputs: { particles: { type: 'particle', title: 'Particles', connections } },
      outputs: { particles: output },
      ui_tile_width: 1,
      ui_tile_height: 1,
      resource_spec: { cpu: 1, gpu: 0, ram: 1, ssd: false },
    },
  } as unknown as Job;
}

const all = [
  jobOf('J1', 'import_particles', {}),
  jobOf('J2', 'class_2D_new', { class2D_K: 50, lists: [1] }, 'J1'),
  jobOf('J3', 'homo_abinit', { abinit_K: 2 }, 'J2'),
];

it('keeps connections and parameters, names what is outside, and leaves results behind', () => {
  const asked = new Set(['J2 class2D_K', 'J2 lists', 'J9 abinit_K']);
  const made = workflowOfJobs(all.slice(1), all, { title: 'Classes to map', description: '', category: '', asked });
  // The server takes it as it is.
  expect(workflowModel.parse(made).title).toBe('Classes to map');
  expect(made.parents).toEqual({ J1: { jobType: 'import_particles', groups: {} } });
  expect(Object.keys(made.jobs)).toEqual(['J2', 'J3']);
  expect(made.jobs['J2']?.spec).toMatchObject({ params: { class2D_K: 50, lists: [1] }, outputs: {} });
  expect(made.jobs['J3']?.spec.inputs['particles']?.connections[0]?.job_uid).toBe('J2');
  expect(made.jobs['J2']?.parameters).toEqual({
    class2D_K: { value: 50, flagged: true, locked: false, visible: true, notes: '' },
  });
  expect(made.jobs['J3']?.parameters).toEqual({});
});
