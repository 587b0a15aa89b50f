export * from './ctf/ctf-model.js';
export * from './ctf/defocus-surface.js';
export * from './ctf/fit-ctf.js';
export * from './simulate/index.js';
export * from './motion/index.js';
export * from './pick/pick-blobs.js';
export * from './pick/pick-templates.js';
export type * from './pick/pick.js';
export { scoreOfNoise } from './pick/pick-score.js';
