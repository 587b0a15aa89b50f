import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describeMachine } from '../diagnostics/instance-information.js';
import type { Handlers } from '../house.js';
import { invalid } from '../problem.js';

/** Services that are this one process here; the others of the contract do not exist. */
const ours: ReadonlySet<string> = new Set(['app', 'api', 'app_api', 'scheduler']);

/** What the server says of itself to administrators. */
export const diagnosticFunctions: Handlers = {
  'instance.get_service_log': (call, { service, start, end, max_lines }) => {
    if (max_lines !== undefined && max_lines < 0) {
      throw invalid('query', 'max_lines', 'Expected a number of lines.', max_lines);
    }
    return ours.has(service) ? call.recentLines.read({ start, end, most: max_lines }).join('\n') : '';
  },
  'instance.get_runtime_diagnostics': async (call) => {
    const { store } = call;
    const { size } = await stat(join(call.dataDir, 'vitreous.db'));
    return {
      cryosparc_version: call.version,
      cryosparc_patch: '',
      instance_information: describeMachine(call.version),
      scheduler_targets: store.targets.all().map(({ target }) => ({ ...target, instance_information: null })),
      db_stats: {
        size_bytes: size,
        users: store.users.count([]),
        projects: store.projects.count([]),
        workspaces: store.workspaces.count([]),
        jobs: store.jobs.count([]),
        events: store.events.count([]),
        assets: store.assets.count([]),
      },
      date_generated: call.now().toISOString(),
    };
  },
};
