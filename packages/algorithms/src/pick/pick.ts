/** A particle found in a micrograph. */
export interface Pick {
  /** Centre as fractions of the micrograph's width and height, from its first column and row. */
  readonly xFrac: number;
  readonly yFrac: number;
  /** How much it looks like what was looked for, 0 to 1; see docs/science/picking.md. */
  readonly score: number;
  /** Variance of the low-passed micrograph around it, in units of the micrograph's median. */
  readonly power: number;
  /** Which template found it: its place among the templates, before they were turned. */
  readonly templateIndex: number;
  /** How that template was turned, from x towards y. */
  readonly angleRad: number;
}

export interface PickResult {
  /** Best first. */
  readonly picks: readonly Pick[];
  /** Found, but left out because their power is far from the others': ice, carbon edges, gold. */
  readonly outstandingCount: number;
}
