import type { FunctionName } from '@vitreous/schema';

/** Functions of the contract that answer 501 so far. Building one means deleting its line. */
export const unbuiltFunctions: readonly FunctionName[] = [
  'exposures.add_manual_pick',
  'exposures.get_individual_picks',
  'exposures.remove_manual_pick',
  'sessions.clear_phase2_abinit',
  'sessions.clear_phase2_refine',
  'sessions.create_and_enqueue_export_exposures',
  'sessions.create_and_enqueue_export_particles',
  'sessions.enqueue_phase2_abinit',
  'sessions.enqueue_phase2_refine',
  'sessions.export_session',
  'sessions.select_phase2_abinit_volume',
  'sessions.set_phase2_abinit_job',
  'sessions.setup_phase2_abinit',
  'sessions.setup_phase2_refine',
  'sessions.start_extract_manual',
  'sessions.stop_phase2_abinit',
  'sessions.stop_phase2_refine',
  'sessions.update_phase2_abinit_params',
  'sessions.update_phase2_refine_params',
];
