export { checkClusterTemplates, checkVariableNames } from './cluster/check-templates.js';
export { verifyCluster } from './cluster/cluster-commands.js';
export { checkCustomValues } from './cluster/cluster-template.js';
export { checkNodeProgram, inspectNode, offerSlots } from './nodes/inspect-node.js';
export { isHere } from './nodes/node-shell.js';
export { createScheduler, type Scheduler } from './scheduler.js';
export type { StartOrder, WaitReason, WorkSource } from './work.js';
