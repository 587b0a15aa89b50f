/**
 * Distance of every voxel of n³ to the nearest one that is set, pixels; Infinity where none is. Exact, an axis at a time
 * (Felzenszwalb and Huttenlocher 2012, Theory of Computing 8, 415).
 */
export function distanceTo(set: Uint8Array, n: number): Float32Array {
  const squares = Float32Array.from(set, (value) => (value === 0 ? Infinity : 0));
  const line = new Float64Array(n);
  for (const stride of [1, n, n * n]) {
    for (let start = 0; start < n ** 3; start++) {
      if (Math.floor(start / stride) % n !== 0) continue;
      for (let i = 0; i < n; i++) line[i] = squares[start + i * stride] ?? Infinity;
      lowerParabolas(line).forEach((value, i) => (squares[start + i * stride] = value));
    }
  }
  return squares.map(Math.sqrt);
}

/** At each place the least of all parabolas (place - i)² + values[i]. */
function lowerParabolas(values: Float64Array): Float64Array {
  const n = values.length;
  const roots: number[] = [];
  const starts: number[] = [];
  for (let i = 0; i < n; i++) {
    const own = values[i] ?? Infinity;
    if (own === Infinity) continue;
    let start = -Infinity;
    while (roots.length > 0) {
      const last = roots[roots.length - 1] ?? 0;
      start = (own + i * i - (values[last] ?? 0) - last * last) / (2 * (i - last));
      if (start > (starts[starts.length - 1] ?? -Infinity)) break;
      roots.pop();
      starts.pop();
      start = -Infinity;
    }
    roots.push(i);
    starts.push(start);
  }
  if (roots.length === 0) return values;
  let at = 0;
  return Float64Array.from({ length: n }, (_, place) => {
    while (at + 1 < roots.length && (starts[at + 1] ?? Infinity) <= place) at++;
    const root = roots[at] ?? 0;
    return (place - root) ** 2 + (values[root] ?? 0);
  });
}
