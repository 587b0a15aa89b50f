export { among, between, equals, holds, type Condition } from './condition.js';
export { createId } from './create-id.js';
export type { DocumentTable, Page } from './document-table.js';
export { openStore, type Store } from './open-store.js';
export { roleOf, rolesFor, type Role } from './tables/users.js';
