import type { FunctionName } from '@vitreous/schema';

/** Functions for anybody who reaches the server. */
const open = new Set<FunctionName>([
  'read_root',
  'health',
  'login',
  'keycloak_login',
  'verify_app_session',
  'users.admin_exists',
  'users.register',
  'users.reset_password',
]);

/** Functions for administrators only. */
const administrative = new Set<FunctionName>([
  'config.set_file_browser_settings',
  'config.set_instance_banner',
  'config.set_login_message',
  'config.set_default_job_priority',
  'config.write',
  'developer.get_developers',
  'developer.reload',
  'developer.save_job_registers',
  'instance.audit_dump',
  'instance.generate_new_uid',
  'instance.get_runtime_diagnostics',
  'instance.get_service_log',
  'projects.claim_all_instance_ownership',
  'resources.add_cluster',
  'resources.add_lane',
  'resources.add_node',
  'resources.remove_cluster',
  'resources.remove_lane',
  'resources.remove_node',
  'resources.update_cluster_custom_vars',
  'resources.update_node_lane',
  'resources.update_target_cache_path',
  'resources.verify_cluster',
  'start_and_migrate',
  'users.count',
  'users.create',
  'users.delete',
  'users.find',
  'users.set_file_browser_settings',
  'users.set_lanes',
  'users.set_role',
  'users.table',
]);

/** Who may call a function at all. What belongs to a project is checked besides, by its `project_uid`. */
export function accessOf(name: FunctionName): 'anybody' | 'user' | 'admin' {
  if (open.has(name)) return 'anybody';
  return administrative.has(name) ? 'admin' : 'user';
}
