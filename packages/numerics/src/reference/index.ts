export * from './fourier.js';
