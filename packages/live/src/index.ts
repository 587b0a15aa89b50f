export { alertWindow, countInBounds, noteValue, noValues, type AlertRule } from './alert/alert-rule.js';
export { decideAutoPause, type Idleness } from './auto-pause.js';
export { categoryOfFile, compactedCategories, type DataCategory } from './data/file-category.js';
export { processingOrder } from './plan/processing-order.js';
export { isRestoring, restoringStages, stageAfterStep } from './plan/restoring.js';
export { mostDeaths, planRetry } from './plan/retry.js';
export { earliestTouched, setBack, type ExposureStage } from './plan/stage-order.js';
export { planWorkers, type WorkerJob } from './plan/workers.js';
export { listSessionErrors } from './session-errors.js';
export { computeSessionStats, rateSpanS } from './session-statistics.js';
export { outsideThresholds } from './thresholds/outside-thresholds.js';
export {
  createScanMemory,
  scanFolder,
  type FoundFile,
  type ScanMemory,
  type ScanOutcome,
} from './watch/scan-folder.js';
