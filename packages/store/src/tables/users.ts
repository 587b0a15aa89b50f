import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { User } from '@vitreous/schema';
import { createDocumentTable, type DocumentTable } from '../document-table.js';

export type Role = 'user' | 'admin';

/** Where a user's role stands in `roles`. */
const roleKey = '__global_roles__';

export function roleOf(user: User): Role {
  return user.roles[roleKey]?.includes('admin') === true ? 'admin' : 'user';
}

export function rolesFor(role: Role): User['roles'] {
  return { [roleKey]: [role] };
}

export function createUsers(database: DatabaseSyncInstance): DocumentTable<User> {
  return createDocumentTable<User>(database, 'users', (user) => ({
    email: user.emails[0]?.address ?? '',
    role: roleOf(user),
    created_at: user.created_at,
    updated_at: user.updated_at,
  }));
}
