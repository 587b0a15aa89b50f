import type { CheckpointEvent, ImageEvent, TextEvent } from '@vitreous/schema';
import { createId, equals, type JobEvent } from '@vitreous/store';
import { WrittenList, type Call, type Handlers } from '../house.js';
import { findJob } from '../jobs/find-job.js';
import { conflict, notFound } from '../problem.js';
import { findOpenProject } from '../projects/find-project.js';

/** The log of a job: texts, pictures and checkpoints, in order. */
export const jobEventFunctions: Handlers = {
  'jobs.get_event_logs': (call, { project_uid, job_uid, checkpoint }) => {
    findJob(call, project_uid, job_uid);
    const ofJob = [...equals('project_uid', project_uid), ...equals('job_uid', job_uid)];
    if (checkpoint === undefined) return new WrittenList(call.store.events.findText(ofJob));
    const events = call.store.events.find(ofJob);
    // Checkpoint 0 is the start; checkpoint 1 begins with the first mark.
    let seen = 0;
    return events.filter((event) => {
      if (event.type === 'checkpoint') seen++;
      return seen === checkpoint;
    });
  },
  'jobs.add_event_log': (call, { project_uid, job_uid, text, type }) =>
    insert<TextEvent>(call, project_uid, job_uid, { type, text }),
  'jobs.add_image_log': (call, { project_uid, job_uid, images, text, flags }) => {
    for (const { fileid } of images) {
      if (call.store.assets.get(fileid)?.project_uid !== project_uid) throw notFound(`Asset ${fileid.slice(0, 40)}`);
    }
    return insert<ImageEvent>(call, project_uid, job_uid, { type: 'image', text, imgfiles: images, flags });
  },
  'jobs.add_checkpoint': (call, { project_uid, job_uid, meta }) =>
    insert<CheckpointEvent>(call, project_uid, job_uid, { type: 'checkpoint', meta }),
  'jobs.update_event_log': (call, { project_uid, job_uid, event_id, text, type }) =>
    call.store.transact(() => {
      findOpenProject(call, project_uid);
      const event = call.store.events.get(event_id);
      if (event?.project_uid !== project_uid || event.job_uid !== job_uid) {
        throw notFound(`Event ${event_id.slice(0, 40)} of ${job_uid}`);
      }
      if (!isText(event)) throw conflict(`Event ${event_id} is a ${event.type}, not a text.`);
      event.text = text ?? event.text;
      event.type = type ?? event.type;
      event.updated_at = call.now().toISOString();
      call.store.events.save(event);
      return event;
    }),
};

function isText(event: JobEvent): event is TextEvent {
  return 'text' in event && !('imgfiles' in event) && !('datafile' in event);
}

type Common =
  '_id' | 'created_at' | 'updated_at' | 'project_uid' | 'job_uid' | 'cpumem_mb' | 'avail_mb' | 'flags' | 'meta';

function insert<Event extends JobEvent>(
  call: Call,
  project_uid: string,
  job_uid: string,
  details: Omit<Event, Common> & { flags?: string[]; meta?: Record<string, unknown> },
): Event {
  findOpenProject(call, project_uid);
  findJob(call, project_uid, job_uid);
  const now = call.now();
  const time = now.toISOString();
  const common = { _id: createId(now.getTime()), created_at: time, updated_at: time, project_uid, job_uid };
  // Common and own fields together are the event.
  const event = { ...common, cpumem_mb: null, avail_mb: null, flags: [], meta: {}, ...details } as unknown as Event;
  call.store.transact(() => {
    call.store.events.insert(event);
  });
  call.wakeMirror();
  return event;
}
