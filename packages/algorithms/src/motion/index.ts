export { estimateMotion, type AlignmentSettings, type Steps } from './estimate-motion.js';
export { applyMotion, type CorrectedMicrographs, type CorrectionSettings } from './apply-motion.js';
export { estimateBackground, type Background } from './background.js';
export { mendPixels, type MendedPixels } from './bad-pixels.js';
export { evaluateField, stillField, type DisplacementField } from './displacement-field.js';
export { accumulateDoses } from './dose-weights.js';
export { measureMotionExtent, type MotionExtent } from './motion-extent.js';
export { evaluatePolynomial, fitMotionPolynomial, type MotionPolynomial } from './motion-polynomial.js';
