/**
 * Slow twin of the normalisation of one box: the plane is found by taking away, again and again, the background's
 * mean and its slope along x and y until nothing is left of them.
 */
export function normaliseBox(box: ArrayLike<number>, size: number, radiusPx: number, sign = 1): Float64Array {
  const centre = Math.floor(size / 2);
  const place = (i: number): [number, number] => [(i % size) - centre, Math.floor(i / size) - centre];
  const values = Float64Array.from(box);
  const outside = Array.from(values.keys()).filter(
    (i) => Math.hypot(...place(i)) > radiusPx && Number.isFinite(values[i]),
  );
  const shapes = [() => 1, (i: number) => place(i)[0], (i: number) => place(i)[1]];
  for (let round = 0; round < 2000; round++) {
    for (const shape of shapes) {
      const norm = outside.reduce((sum, i) => sum + shape(i) ** 2, 0);
      const share = outside.reduce((sum, i) => sum + shape(i) * (values[i] ?? 0), 0) / (norm || 1);
      values.forEach((value, i) => (values[i] = value - share * shape(i)));
    }
  }
  const deviation = Math.sqrt(outside.reduce((sum, i) => sum + (values[i] ?? 0) ** 2, 0) / outside.length);
  return values.map((value) => (Number.isFinite(value) ? (sign * value) / deviation : 0));
}
