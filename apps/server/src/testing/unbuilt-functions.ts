import type { FunctionName } from '@vitreous/schema';

/** Functions of the contract that answer 501 so far. Building one means deleting its line. */
export const unbuiltFunctions: readonly FunctionName[] = [
  'sessions.enqueue_phase2_refine',
  'sessions.setup_phase2_abinit',
  'sessions.setup_phase2_refine',
];
