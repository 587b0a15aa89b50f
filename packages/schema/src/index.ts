export * from './preprocessing-params.js';
