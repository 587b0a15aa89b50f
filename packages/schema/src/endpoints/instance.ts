import { z } from 'zod';
import { runtimeDiagnostics } from '../entities/diagnostics.js';
import { loggingService } from '../entities/enumerations.js';
import { browseFileResponse } from '../entities/file-browser.js';
import { licenseInstance, updateTag } from '../entities/instance.js';
import { time } from '../entities/model.js';
import { endpoints } from './endpoint.js';
import { flag, integer, number } from './wire.js';

export const instanceEndpoints = endpoints({
  'instance.get_update_tag': { method: 'GET', returns: updateTag.nullable() },
  'instance.commercial_enabled': { method: 'GET', returns: z.boolean() },
  'instance.live_enabled': { method: 'GET', returns: z.boolean() },
  'instance.ecl_enabled': { method: 'GET', returns: z.boolean() },
  'instance.get_license_usage': { method: 'GET', returns: z.array(licenseInstance) },
  'instance.browse_files': { method: 'GET', query: { abs_path_glob: z.string() }, returns: browseFileResponse },
  'instance.get_service_log': {
    method: 'GET',
    path: { service: loggingService },
    query: { start: time().optional(), end: time().optional(), max_lines: integer().optional() },
    returns: z.unknown(),
  },
  'instance.get_runtime_diagnostics': { method: 'GET', returns: runtimeDiagnostics },
  'instance.audit_dump': {
    method: 'POST',
    query: { timestamp: z.union([number(), z.literal('auto')]).optional() },
    returns: z.string().nullable(),
  },
  'instance.generate_new_uid': {
    method: 'POST',
    query: { force_takeover_projects: flag().default(false) },
    returns: z.string(),
  },
});
