export { applyMotion, type CorrectedMicrographs, type CorrectionSettings } from './apply-motion.js';
export { mendPixels, type MendedPixels } from './bad-pixels.js';
export { accumulateDoses, criticalDose, doseFilter, type FrameDoses } from './dose-weights.js';
export { estimateMotion, type AlignmentSettings, type Steps } from './estimate-motion.js';
export { evaluateField, stillField, type DisplacementField } from './displacement-field.js';
export { evaluatePolynomial, fitMotionPolynomial, type MotionPolynomial } from './motion-polynomial.js';
