import type { FunctionName } from '@vitreous/schema';

/** Functions of the contract that answer 501 so far. Building one means deleting its line. */
export const unbuiltFunctions: readonly FunctionName[] = [
  'exposures.add_manual_pick',
  'exposures.get_individual_picks',
  'exposures.remove_manual_pick',
  'sessions.enqueue_phase2_refine',
  'sessions.setup_phase2_abinit',
  'sessions.setup_phase2_refine',
  'sessions.start_extract_manual',
];
