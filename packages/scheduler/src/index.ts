export * from './cluster/cluster-commands.js';
export * from './cluster/cluster-state.js';
export * from './cluster/cluster-template.js';
