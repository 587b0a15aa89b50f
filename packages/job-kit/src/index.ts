export * from './class-selection.js';
export { defineJob, outputsOf, registerEntryOf, type JobDefinition, type ParamsOf } from './define-job.js';
export * from './interaction.js';
export * from './live-task.js';
export * from './param.js';
export * from './result-files.js';
export { createRunContext, type Reporter, type Run, type RunContext } from './run-context.js';
export * from './task.js';
