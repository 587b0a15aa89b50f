/** What the tree needs of a job. */
export interface TreeJob {
  readonly uid: string;
  readonly number: number;
  readonly parents: readonly string[];
}

export interface TreePlace {
  readonly uid: string;
  /** Columns and rows, whole numbers from 0. */
  readonly column: number;
  readonly row: number;
}

export interface Tree {
  readonly places: readonly TreePlace[];
  readonly edges: readonly { readonly from: TreePlace; readonly to: TreePlace }[];
  readonly columns: number;
  readonly rows: number;
}

/**
 * Puts each job a row below the lowest of its parents that are shown, and near them sideways: the rows are filled in
 * the order of the parents' mean column (Sugiyama's barycentres, one pass down), and no two jobs share a place.
 */
export function layOutTree(jobs: readonly TreeJob[]): Tree {
  const byUid = new Map(jobs.map((job) => [job.uid, job]));
  const rowOf = new Map<string, number>();
  const findRow = (job: TreeJob, above: ReadonlySet<string>): number => {
    const known = rowOf.get(job.uid);
    if (known !== undefined) return known;
    const within = new Set([...above, job.uid]);
    const rows = job.parents.flatMap((uid) => {
      const parent = byUid.get(uid);
      return parent === undefined || within.has(uid) ? [] : [findRow(parent, within)];
    });
    const row = rows.length === 0 ? 0 : Math.max(...rows) + 1;
    rowOf.set(job.uid, row);
    return row;
  };
  const layers: TreeJob[][] = [];
  for (const job of jobs) (layers[findRow(job, new Set())] ??= []).push(job);
  const placeOf = new Map<string, TreePlace>();
  for (const [row, layer] of layers.entries()) {
    const wanted = (job: TreeJob): number => {
      const columns = job.parents.flatMap((uid) => placeOf.get(uid)?.column ?? []);
      return columns.length === 0 ? Infinity : columns.reduce((sum, one) => sum + one, 0) / columns.length;
    };
    let next = 0;
    for (const job of layer.sort((a, b) => compare(wanted(a), wanted(b)) || a.number - b.number)) {
      const near = wanted(job);
      const column = Number.isFinite(near) ? Math.max(next, Math.round(near)) : next;
      placeOf.set(job.uid, { uid: job.uid, column, row });
      next = column + 1;
    }
  }
  const places = [...placeOf.values()];
  const edges = jobs.flatMap((job) =>
    [...new Set(job.parents)].flatMap((uid) => {
      const [from, to] = [placeOf.get(uid), placeOf.get(job.uid)];
      return from === undefined || to === undefined || from === to ? [] : [{ from, to }];
    }),
  );
  return {
    places,
    edges,
    columns: Math.max(0, ...places.map(({ column }) => column)) + 1,
    rows: layers.length,
  };
}

/** Infinity is like itself. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
