export type { FeiMetadata } from './fei-metadata.js';
export { looksLikeMrc, type MrcHeader } from './mrc-header.js';
export * from './read-mrc.js';
export { readMrcHeader } from './read-mrc-header.js';
export * from './write-mrc.js';
