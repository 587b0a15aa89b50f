export * from './ctf/ctf-model.js';
export * from './simulate/index.js';
export * from './motion/index.js';
