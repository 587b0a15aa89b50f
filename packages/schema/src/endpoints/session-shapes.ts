import { job } from '../entities/job.js';
import { session } from '../entities/session.js';
import { ofSession } from './shapes.js';

/** What changes a session and answers with it. */
export const changeSession = { method: 'POST', path: ofSession, returns: session } as const;

/** What makes or starts a job of a session and answers with the job. */
export const makeSessionJob = { method: 'POST', path: ofSession, returns: job } as const;
