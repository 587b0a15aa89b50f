export * from './ctf.js';
export * from './fourier.js';
