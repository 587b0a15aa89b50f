export { defineJob, registerEntryOf, type JobDefinition } from './define-job.js';
export * from './param.js';
