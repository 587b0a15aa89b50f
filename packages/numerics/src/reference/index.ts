export * from './ctf.js';
export * from './fourier.js';
export * from './fourier-crop.js';
export * from './radial-filter.js';
