export * from './ctf/ctf-model.js';
