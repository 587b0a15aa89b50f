/** A place that a picker found, in fractions of the micrograph's width and height. */
export interface FoundPick {
  readonly x: number;
  readonly y: number;
  readonly score: number;
  readonly power: number;
}

/** What an extracted pick must have; null for no limit. */
export interface PickLimits {
  readonly scoreMin: number | null;
  readonly powerMin: number | null;
  readonly powerMax: number | null;
}

/** From the rows of `exposures.get_individual_picks`: x, y, score, power. */
export function readPicks(rows: readonly (readonly (number | string)[])[]): FoundPick[] {
  return rows.map(([x, y, score, power]) => ({
    x: Number(x),
    y: Number(y),
    score: Number(score ?? 0),
    power: Number(power ?? 0),
  }));
}

/** Whether extraction would keep a pick; limits themselves are inside. */
export function isKept({ score, power }: FoundPick, { scoreMin, powerMin, powerMax }: PickLimits): boolean {
  return (
    (scoreMin === null || score >= scoreMin) &&
    (powerMin === null || power >= powerMin) &&
    (powerMax === null || power <= powerMax)
  );
}
