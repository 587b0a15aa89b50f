/** A value that SQLite takes. */
export type Value = string | number | null;

/** A part of a WHERE clause. Text comes from this program alone, never from outside; values are bound. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
}

type Wanted = string | number | boolean | null | undefined;

/** `column` is `value`; nothing is asked when `value` is undefined. */
export function equals(column: string, value: Wanted): Condition[] {
  if (value === undefined) return [];
  if (value === null) return [{ sql: `${column} IS NULL`, values: [] }];
  return [{ sql: `${column} = ?`, values: [typeof value === 'boolean' ? Number(value) : value] }];
}

/** `column` is one of `values`; an empty list fits nothing. */
export function among(column: string, values: readonly (string | number)[] | undefined): Condition[] {
  if (values?.length === 1) return equals(column, values[0]);
  return values === undefined
    ? []
    : [{ sql: `${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(values)] }];
}

/** The list at `path` of the document holds one of `values`. */
export function holds(path: string, values: readonly string[] | undefined): Condition[] {
  if (values === undefined) return [];
  const wanted = '(SELECT value FROM json_each(?))';
  return [
    {
      sql: `EXISTS (SELECT 1 FROM json_each(doc, '$.${path}') AS held WHERE held.value IN ${wanted})`,
      values: [JSON.stringify(values)],
    },
  ];
}

/** `column`, a time, lies in a range, both ends counted. */
export function between(column: string, range: readonly [string, string] | undefined): Condition[] {
  return range === undefined ? [] : [{ sql: `${column} BETWEEN ? AND ?`, values: range }];
}
