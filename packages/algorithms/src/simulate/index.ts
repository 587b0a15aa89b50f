export { createAssembly, type AssemblySettings } from './assembly.js';
export { createCamera, type Camera, type Defect } from './camera.js';
export { streamElectrons, type ElectronStream } from './electrons.js';
export { motionTerms, samplePoints, shiftPx, type MotionField, type MotionSettings } from './motion-field.js';
export { openMovieSimulation, type MovieSimulation, type MovieTruth, type SimulatedParticle } from './movie.js';
export {
  checkMovieSettings,
  defaultMovieSettings,
  usualParticles,
  type IceSettings,
  type MovieSettings,
} from './movie-settings.js';
export { anglesOf, rotationVectorOf, matrixOfAngles, transpose, type Matrix3 } from '../rotation.js';
export { createSpecimen, type Specimen } from './specimen.js';
export { toOpticalSpecimen, type OpticalSpecimen } from './specimen-optics.js';
export {
  checkParticleSettings,
  defaultParticleSettings,
  meanVariance,
  renderMap,
  renderParticles,
  simulateParticles,
  type ParticleSettings,
  type SimulatedView,
} from './particles.js';
export { judgeClasses, type ClassQuality } from './judge-classes.js';
export { judgeMap, type MapQuality } from './judge-map.js';
