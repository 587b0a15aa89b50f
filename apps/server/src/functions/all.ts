import type { Handlers } from '../house.js';
import { assetFunctions } from './assets.js';
import { benchmarkFunctions } from './benchmarks.js';
import { blueprintFunctions } from './blueprints.js';
import { cacheFunctions } from './cache.js';
import { cleanUpFunctions } from './clean-up.js';
import { configFunctions } from './config.js';
import { curationFunctions } from './curation.js';
import { developerFunctions } from './developer.js';
import { diagnosticFunctions } from './diagnostics.js';
import { exchangeFunctions } from './exchange.js';
import { exposureFunctions } from './exposures.js';
import { externalFunctions } from './external.js';
import { instanceFunctions } from './instance.js';
import { jobEventFunctions } from './job-events.js';
import { jobFunctions } from './jobs.js';
import { jobGraphFunctions } from './job-graph.js';
import { jobLifeFunctions } from './job-life.js';
import { jobResultFunctions } from './job-results.js';
import { manualPickFunctions } from './manual-picks.js';
import { notificationFunctions } from './notifications.js';
import { projectFileFunctions } from './project-files.js';
import { projectFunctions } from './projects.js';
import { projectLifeFunctions } from './project-life.js';
import { resourceFunctions } from './resources.js';
import { rootFunctions } from './root.js';
import { sessionClass2dFunctions } from './session-class2d.js';
import { sessionDataFunctions } from './session-data.js';
import { sessionExportFunctions } from './session-exports.js';
import { sessionFunctions } from './sessions.js';
import { sessionGroupFunctions } from './session-groups.js';
import { sessionLifeFunctions } from './session-life.js';
import { sessionTemplateFunctions } from './session-templates.js';
import { sessionParamFunctions } from './session-params.js';
import { sessionProfileFunctions } from './session-profiles.js';
import { sessionAbinitFunctions } from './session-abinit.js';
import { sessionRefineFunctions } from './session-refine.js';
import { tagFunctions } from './tags.js';
import { userFunctions } from './users.js';
import { workflowFunctions } from './workflows.js';
import { workspaceFunctions } from './workspaces.js';

/** Every function of the contract. */
export const handlers: Handlers = {
  ...assetFunctions,
  ...benchmarkFunctions,
  ...blueprintFunctions,
  ...cacheFunctions,
  ...cleanUpFunctions,
  ...configFunctions,
  ...curationFunctions,
  ...developerFunctions,
  ...diagnosticFunctions,
  ...exchangeFunctions,
  ...exposureFunctions,
  ...externalFunctions,
  ...instanceFunctions,
  ...jobEventFunctions,
  ...jobFunctions,
  ...jobGraphFunctions,
  ...jobLifeFunctions,
  ...jobResultFunctions,
  ...manualPickFunctions,
  ...notificationFunctions,
  ...projectFileFunctions,
  ...projectFunctions,
  ...projectLifeFunctions,
  ...resourceFunctions,
  ...rootFunctions,
  ...sessionDataFunctions,
  ...sessionExportFunctions,
  ...sessionFunctions,
  ...sessionGroupFunctions,
  ...sessionClass2dFunctions,
  ...sessionLifeFunctions,
  ...sessionParamFunctions,
  ...sessionTemplateFunctions,
  ...sessionProfileFunctions,
  ...sessionAbinitFunctions,
  ...sessionRefineFunctions,
  ...tagFunctions,
  ...userFunctions,
  ...workflowFunctions,
  ...workspaceFunctions,
};
