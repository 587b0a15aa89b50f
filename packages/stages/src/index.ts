export * from './context.js';
export * from './motion/definition.js';
export { runMotion, type MotionFiles, type MotionStageResult } from './motion/run.js';
export { type MotionParams } from './motion/check-motion-params.js';
export * from './thumbs/definition.js';
export { runThumbs, type ThumbsResult } from './thumbs/run.js';
