import type { Handlers } from '../house.js';

/** News from elsewhere. The server asks the internet for nothing, so there is none. */
export const externalFunctions: Handlers = {
  'external.get_empiar_latest_entries': () => ({}),
  'external.get_emdb_latest_entries': () => [],
  'external.get_discuss_top': () => ({}),
  'external.get_discuss_categories': () => ({}),
  'external.get_tutorials': () => ({}),
  'external.get_changelog': () => ({}),
};
