export { createAssembly, type AssemblySettings, type Specimen } from './assembly.js';
export { createCamera, type Camera, type Defect } from './camera.js';
export { motionTerms, samplePoints, shiftPx, type MotionField, type MotionSettings } from './motion-field.js';
export { openMovieSimulation, type MovieSimulation, type MovieTruth, type SimulatedParticle } from './movie.js';
export {
  checkMovieSettings,
  defaultMovieSettings,
  usualParticles,
  type IceSettings,
  type MovieSettings,
} from './movie-settings.js';
export { anglesOf, rotationVectorOf, matrixOfAngles, transpose, type Matrix3 } from './rotation.js';
export { toOpticalSpecimen, type OpticalSpecimen } from './specimen-optics.js';
