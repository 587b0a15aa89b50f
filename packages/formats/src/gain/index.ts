export * from './defect.js';
export * from './fit-gain.js';
export * from './orient-gain.js';
export * from './read-defects.js';
export * from './read-gain.js';
