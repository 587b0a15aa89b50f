export * from './context.js';
export * from './motion/definition.js';
export * from './pick-blob/definition.js';
export * from './pick-blob/run.js';
export * from './pick-template/definition.js';
export * from './pick-template/run.js';
export * from './thumbs/definition.js';
export * from './check/definition.js';
export { type CheckResult } from './check/run.js';
export { type Sidecar } from './check/read-sidecar.js';
export { checkStep, listSteps, type ContextOf, type ExposureFiles } from './exposure-steps.js';
export { readTemplates } from './read-templates.js';
export { numberOf, textOf } from './step-results.js';
export * from './walk-steps.js';
export { idOf } from './row-id.js';
export type { PickedMicrograph, PickFiles } from './write-picks.js';
export { type MotionFiles } from './motion/read-calibration.js';
export { runMotion, type MotionStageResult } from './motion/run.js';
export { runThumbs, type ThumbsResult } from './thumbs/run.js';
export { type MotionParams } from './motion/check-motion-params.js';
export * from './ctf-file.js';
export { openParticleImages, type ParticleImages } from './particle-images.js';
export * from './ctf/definition.js';
export * from './ctf/measure-ctf.js';
export * from './ctf/run.js';
export * from './extract/definition.js';
export { runExtract, type ExtractParams, type ExtractResult } from './extract/run.js';
export * from './class2d/definition.js';
export type { ParticleInput } from './particle-input.js';
export { runClass2d, type Class2dResult, type Class2dRow } from './class2d/run.js';
export { openParticles, type OpenParticles } from './open-particles.js';
export { readParticles } from './read-particles.js';
export { classifyParticles, settleDuplicates, sentenceOfStep } from './class2d/classify-particles.js';
export { removeCheckpoint } from './class2d/checkpoint.js';
export { describeClasses, describeParticles, takeClassified } from './class2d/write-classes.js';
export * from './class2d/class-pictures.js';
export {
  reconstructParticles,
  runReconstruct,
  type ReconstructParams,
  type ReconstructResult,
} from './reconstruct/run.js';
export { runRefine, type RefineResult } from './refine/run.js';
export {
  refineParticles,
  sentenceOfIteration,
  type RefineHooks,
  type RefineParams,
} from './refine/refine-particles.js';
export { sentenceOfSorting, sortIntoMaps, type HeteroHooks, type HeteroParams } from './hetero/sort-into-maps.js';
export { drawShares } from './hetero/hetero-pictures.js';
export { removeAbinitCheckpoint } from './abinit/checkpoint.js';
export { removeHeteroCheckpoint } from './hetero/checkpoint.js';
export { deviationOf, runRefineCtf, type RefineCtfResult } from './refine-ctf/run.js';
export { type CtfSearch } from './find-ctf.js';
export { findCtfInRounds } from './refine-ctf/find-in-rounds.js';
export { drawDefocusChanges, drawGroupPhases } from './refine-ctf/ctf-pictures.js';
export { sentenceOfGroup } from './refine-ctf/describe-group.js';
export { removeRefineCheckpoint } from './refine-checkpoint.js';
export { readMapOfBox } from './read-map.js';
export { describePoses, posesOfRotations, type Posed } from './describe-poses.js';
export { readHalves, readPoses } from './read-poses.js';
export { writeMaps, type MapFiles } from './write-maps.js';
export { drawFsc, fscToJson, fscToXml } from './fsc-files.js';
export { drawConeAreas, drawConeCurves, drawSampling } from './draw-cones.js';
export { drawResolutionHistogram, drawResolutionSlices } from './draw-local-resolution.js';
export { followParticles, type FollowedClasses, type FollowedParticles } from './class2d/follow-particles.js';
export { ParticleTables } from './class2d/particle-tables.js';
export { chooseSpecimen, type SpecimenOptions } from './simulate/choose-specimen.js';
export { writeSimulatedParticles, type SimulatedStack } from './simulate/write-particles.js';
export { runAbinit, type AbinitResult } from './abinit/run.js';
export {
  findParticleMaps,
  sentenceOfAbinitStep,
  type AbinitHooks,
  type AbinitParams,
} from './abinit/find-particle-maps.js';
export { drawAllProjections, drawMap, drawProjections } from './draw-map.js';
export { drawParticleNeed } from './refine/particle-need-plot.js';
export { fitMap } from './fit-map.js';
export { countDirections, directionsToJson } from './refine/count-directions.js';
export * from './refine/refine-pictures.js';
export { doubtsOfMaps } from './abinit/doubts.js';
export { drawAbinitStarts, drawAbinitSteps } from './abinit/abinit-pictures.js';
