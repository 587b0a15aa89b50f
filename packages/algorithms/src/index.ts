export * from './ctf/ctf-model.js';
export * from './ctf/defocus-surface.js';
export * from './ctf/fit-ctf.js';
export * from './simulate/index.js';
export * from './motion/index.js';
