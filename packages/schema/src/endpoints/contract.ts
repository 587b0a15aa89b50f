/** Every function of the interface, by name. */
import { assetEndpoints } from './assets.js';
import { benchmarkEndpoints } from './benchmarks.js';
import { blueprintEndpoints } from './blueprints.js';
import { cacheEndpoints } from './cache.js';
import { configEndpoints } from './config.js';
import { developerEndpoints } from './developer.js';
import { exposureEndpoints } from './exposures.js';
import { externalEndpoints } from './external.js';
import { instanceEndpoints } from './instance.js';
import { jobDataEndpoints } from './job-data.js';
import { jobEndpoints } from './jobs.js';
import { notificationEndpoints } from './notifications.js';
import { projectEndpoints } from './projects.js';
import { resourceEndpoints } from './resources.js';
import { rootEndpoints } from './root.js';
import { sessionExposureGroupEndpoints } from './session-exposure-groups.js';
import { sessionPhase2Endpoints } from './session-phase2.js';
import { sessionSettingEndpoints } from './session-settings.js';
import { sessionTemplateEndpoints } from './session-templates.js';
import { sessionEndpoints } from './sessions.js';
import { tagEndpoints } from './tags.js';
import { userEndpoints } from './users.js';
import { workflowEndpoints } from './workflows.js';
import { workspaceEndpoints } from './workspaces.js';
import type { Endpoint } from './endpoint.js';

export const contract = {
  ...assetEndpoints,
  ...benchmarkEndpoints,
  ...blueprintEndpoints,
  ...cacheEndpoints,
  ...configEndpoints,
  ...developerEndpoints,
  ...exposureEndpoints,
  ...externalEndpoints,
  ...instanceEndpoints,
  ...jobDataEndpoints,
  ...jobEndpoints,
  ...notificationEndpoints,
  ...projectEndpoints,
  ...resourceEndpoints,
  ...rootEndpoints,
  ...sessionEndpoints,
  ...sessionExposureGroupEndpoints,
  ...sessionPhase2Endpoints,
  ...sessionSettingEndpoints,
  ...sessionTemplateEndpoints,
  ...tagEndpoints,
  ...userEndpoints,
  ...workflowEndpoints,
  ...workspaceEndpoints,
} satisfies Readonly<Record<string, Endpoint>>;

export type Contract = typeof contract;
export type FunctionName = keyof Contract;
