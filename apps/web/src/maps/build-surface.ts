/** Triangles of an isosurface; positions in voxels, (x, y, z). */
export interface Surface {
  readonly positions: Float32Array;
  /** Of unit length, towards lower values. */
  readonly normals: Float32Array;
  readonly indices: Uint32Array;
}

interface Field {
  readonly size: readonly [x: number, y: number, z: number];
  /** (z, y, x), x fastest. */
  readonly data: Float32Array;
}

/**
 * The surface at which a field crosses `level`, by surface nets (Gibson 1998, MICCAI): a vertex in each cell that the
 * surface passes, in the middle of where it crosses the cell's edges, and a square across each edge that it crosses. Squares
 * are turned so that their front looks to where the values are lower.
 */
export function buildSurface({ size, data }: Field, level: number): Surface {
  const [nx, ny, nz] = size;
  const plane = nx * ny;
  const positions = new Growing(Float32Array);
  const indices = new Growing(Uint32Array);
  // The vertices of the cells of this layer and of the one below, one more than their number; 0 for none.
  let [below, here] = [new Uint32Array(plane), new Uint32Array(plane)];
  const corners = new Float32Array(8);
  const offsets = [0, 1, nx, nx + 1, plane, plane + 1, plane + nx, plane + nx + 1] as const;
  for (let z = 0; z < nz - 1; z++) {
    [below, here] = [here, below];
    here.fill(0);
    for (let y = 0; y < ny - 1; y++) {
      for (let x = 0; x < nx - 1; x++) {
        const at = z * plane + y * nx + x;
        let inside = 0;
        for (let i = 0; i < 8; i++) {
          const value = (data[at + (offsets[i] ?? 0)] ?? 0) - level;
          corners[i] = value;
          if (value >= 0) inside |= 1 << i;
        }
        if (inside === 0 || inside === 255) continue;
        const cell = y * nx + x;
        const [dx, dy, dz] = middleOfCrossings(corners);
        positions.add(x + dx, y + dy, z + dz);
        const vertex = positions.length / 3;
        here[cell] = vertex;
        // The three edges that meet in the first corner are shared with cells that were seen before.
        const first = (inside & 1) !== 0;
        const square = (a: number, b: number, c: number): void => {
          if (a === 0 || b === 0 || c === 0) return;
          if (first) indices.add(vertex - 1, a - 1, b - 1, vertex - 1, b - 1, c - 1);
          else indices.add(vertex - 1, b - 1, a - 1, vertex - 1, c - 1, b - 1);
        };
        const [left, back] = [cell - 1, cell - nx];
        if (first !== ((inside & 2) !== 0) && y > 0 && z > 0) {
          square(here[back] ?? 0, below[back] ?? 0, below[cell] ?? 0);
        }
        if (first !== ((inside & 4) !== 0) && x > 0 && z > 0) {
          square(below[cell] ?? 0, below[left] ?? 0, here[left] ?? 0);
        }
        if (first !== ((inside & 16) !== 0) && x > 0 && y > 0) {
          square(here[left] ?? 0, here[left - nx] ?? 0, here[back] ?? 0);
        }
      }
    }
  }
  const found = positions.take();
  return { positions: found, normals: normalsAt({ size, data }, found), indices: indices.take() };
}

const edges = [
  ...[0, 2, 4, 6].map((corner) => [corner, corner + 1] as const),
  ...[0, 1, 4, 5].map((corner) => [corner, corner + 2] as const),
  ...[0, 1, 2, 3].map((corner) => [corner, corner + 4] as const),
];

/** The mean of the places where the edges of a cell cross zero; corners count in x, then y, then z. */
function middleOfCrossings(corners: Float32Array): [number, number, number] {
  let [x, y, z, count] = [0, 0, 0, 0];
  for (const [from, to] of edges) {
    const [a, b] = [corners[from] ?? 0, corners[to] ?? 0];
    if (a >= 0 === b >= 0) continue;
    const along = a / (a - b);
    const axis = to - from;
    x += axis === 1 ? along : from & 1;
    y += axis === 2 ? along : (from >> 1) & 1;
    z += axis === 4 ? along : from >> 2;
    count++;
  }
  return [x / count, y / count, z / count];
}

/** Which way a field falls fastest at each place, of unit length. */
function normalsAt(field: Field, positions: Float32Array): Float32Array {
  const normals = new Float32Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [positions[i] ?? 0, positions[i + 1] ?? 0, positions[i + 2] ?? 0];
    const slopes = [
      sampleAt(field, x - 1, y, z) - sampleAt(field, x + 1, y, z),
      sampleAt(field, x, y - 1, z) - sampleAt(field, x, y + 1, z),
      sampleAt(field, x, y, z - 1) - sampleAt(field, x, y, z + 1),
    ] as const;
    const length = Math.hypot(...slopes) || 1;
    slopes.forEach((slope, axis) => (normals[i + axis] = slope / length));
  }
  return normals;
}

/** A field between its voxels, linearly; beyond its ends as at them. */
export function sampleAt({ size: [nx, ny, nz], data }: Field, x: number, y: number, z: number): number {
  const [x0, y0, z0] = [cornerOf(x, nx), cornerOf(y, ny), cornerOf(z, nz)];
  const [fx, fy, fz] = [shareOf(x - x0), shareOf(y - y0), shareOf(z - z0)];
  const at = (z0 * ny + y0) * nx + x0;
  const row = (from: number): number => (data[from] ?? 0) * (1 - fx) + (data[from + 1] ?? 0) * fx;
  const layer = (from: number): number => row(from) * (1 - fy) + row(from + nx) * fy;
  return layer(at) * (1 - fz) + layer(at + nx * ny) * fz;
}

function cornerOf(place: number, count: number): number {
  return Math.min(Math.max(Math.floor(place), 0), Math.max(0, count - 2));
}

function shareOf(rest: number): number {
  return Math.min(Math.max(rest, 0), 1);
}

/** A typed array that grows as numbers are added. */
class Growing<Kind extends Float32Array | Uint32Array> {
  length = 0;
  #values: Kind;

  constructor(private readonly kind: new (size: number) => Kind) {
    this.#values = new kind(1 << 16);
  }

  add(...numbers: number[]): void {
    if (this.length + numbers.length > this.#values.length) {
      const wider = new this.kind(2 * this.#values.length);
      wider.set(this.#values);
      this.#values = wider;
    }
    for (const number of numbers) this.#values[this.length++] = number;
  }

  take(): Kind {
    return this.#values.slice(0, this.length) as Kind;
  }
}
