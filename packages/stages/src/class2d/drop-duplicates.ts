import { keepApart, type Classification } from '@vitreous/algorithms';
import { findIds, findNumbers, type Dataset } from '@vitreous/formats';

/**
 * The same with particles in no class (-1) that lie, aligned, closer than `leastA` to one of their micrograph that fits its class
 * better: one particle that was picked twice. Tables that do not say where their particles were picked stay as they are.
 */
export function dropDuplicates(
  found: Classification,
  table: Dataset,
  { pixelSizeA, leastA }: { pixelSizeA: number; leastA: number },
): Classification {
  const { classes, score } = found.particles;
  const places = placesOf(found, table, pixelSizeA);
  if (places === null || !(leastA > 0)) return found;
  const kept = keepApart({ ...places, particles: Float64Array.from(classes.keys()), scores: score }, leastA);
  const counts = found.rows.map(({ count }) => count);
  const left = classes.map((own, particle) => {
    if (own < 0 || kept[particle] === 1) return own;
    counts[own] = (counts[own] ?? 0) - 1;
    return -1;
  });
  return {
    ...found,
    particles: { ...found.particles, classes: left },
    rows: found.rows.map((row, k) => ({ ...row, count: counts[k] ?? 0 })),
  };
}

/** Where the middles of particles lie in their micrographs, Å, those of no class nowhere; null when the table does not say. */
function placesOf(
  { particles: { classes, shiftPx } }: Classification,
  table: Dataset,
  pixelSizeA: number,
): { xA: Float64Array; yA: Float64Array; images: Float64Array } | null {
  const [xs, ys, shapes, sizes] = ['center_x_frac', 'center_y_frac', 'micrograph_shape', 'micrograph_psize_A'].map(
    (name) => findNumbers(table, `location/${name}`),
  );
  const micrographs = findIds(table, 'location/micrograph_uid');
  if (xs == null || ys == null || shapes == null || sizes == null || micrographs === null) return null;
  const along = (fractions: ArrayLike<number>, axis: 0 | 1): Float64Array =>
    Float64Array.from(classes, (own, particle) => {
      const widthA = (shapes[2 * particle + 1 - axis] ?? NaN) * (sizes[particle] ?? NaN);
      return own < 0 ? NaN : (fractions[particle] ?? NaN) * widthA + (shiftPx[2 * particle + axis] ?? 0) * pixelSizeA;
    });
  const numbers = new Map<bigint, number>();
  const images = Float64Array.from({ length: classes.length }, (_, particle) => {
    const uid = micrographs[particle] ?? 0n;
    const number = numbers.get(uid) ?? numbers.size;
    numbers.set(uid, number);
    return number;
  });
  return { xA: along(xs, 0), yA: along(ys, 1), images };
}
