export * from './ctf.js';
export * from './fft.js';
export * from './fourier-crop.js';
export * from './image.js';
export * from './movie-stack.js';
export * from './native.js';
export * from './radial-filter.js';
export * from './random.js';
export * as reference from './reference/index.js';
