export { among, between, equals, holds, type Condition } from './condition.js';
export { createId } from './create-id.js';
export type { DocumentTable, Page } from './document-table.js';
export { openStore, type Store } from './open-store.js';
export { roleOf, rolesFor, type Role } from './tables/users.js';
export type { Asset } from './tables/assets.js';
export type { JobEvent } from './tables/events.js';
export type { JobTally } from './tables/jobs.js';
export type { TaskRecord } from './tables/tasks.js';
