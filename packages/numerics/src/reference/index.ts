export * from './ctf.js';
export * from './fourier.js';
export * from './fourier-crop.js';
export * from './half.js';
export * from './radial-filter.js';
export * from './raw-pixels.js';
export * from './statistics.js';
