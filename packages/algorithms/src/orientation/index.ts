export { measureCones, type ConicalFsc } from './conical-fsc.js';
export { countViews, sampleFourier, type FourierSampling } from './fourier-sampling.js';
export { createSphereCells, type SphereCells } from './sphere-cells.js';
