import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** Who did what, when and from where. */
export interface AuditEntry {
  readonly at: string;
  readonly user_id: string | null;
  readonly address: string;
  readonly function: string;
  readonly target: string;
  readonly outcome: string;
}

export interface Audit {
  insert(entry: AuditEntry): void;
  since(at: string): AuditEntry[];
}

export function createAudit(database: DatabaseSyncInstance): Audit {
  const insert = database.prepare(
    'INSERT INTO audit (at, user_id, address, function, target, outcome) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const since = database.prepare(
    'SELECT at, user_id, address, function, target, outcome FROM audit WHERE at >= ? ORDER BY seq',
  );
  return {
    insert: (entry) => {
      insert.run(entry.at, entry.user_id, entry.address, entry.function, entry.target, entry.outcome);
    },
    since: (at) => since.all(at) as AuditEntry[],
  };
}
