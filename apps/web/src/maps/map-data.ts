import { callPage, fetchPage } from '../server/call.js';

/** A map as the browser holds it. */
export interface MapData {
  /** Voxels along x, y and z. */
  readonly size: readonly [x: number, y: number, z: number];
  readonly pixelSizeA: number;
  /** (z, y, x), x fastest. */
  readonly data: Float32Array;
  readonly mean: number;
  readonly deviation: number;
  readonly highest: number;
  /** Edge of the cubes of voxels that the server has averaged; 1 for the map as it is. */
  readonly binned: number;
}

/** One of the maps that a job has made. */
export interface JobMap {
  readonly output: string;
  /** Title of the output. */
  readonly title: string;
  /** `map`, `map_sharp`, `map_half_A`, `map_half_B`, `mask`, …. */
  readonly slot: string;
  readonly path: string;
  readonly psize_A: number;
  readonly box: number;
}

/** The maps among a job's outputs. @throws ApiError or ServerSilent. */
export async function findJobMaps(project: string, job: string, signal?: AbortSignal): Promise<JobMap[]> {
  const query = new URLSearchParams({ project_uid: project, job_uid: job });
  return (await callPage(`/volumes?${query}`, 'GET', signal === undefined ? {} : { signal })) as JobMap[];
}

/** A map of a project by its path there. @throws ApiError or ServerSilent. */
export async function fetchMap(project: string, path: string, signal?: AbortSignal): Promise<MapData> {
  const query = new URLSearchParams({ project_uid: project, path });
  const response = await fetchPage(`/map?${query}`, signal);
  const { shape, psize_A, low, high, binned } = JSON.parse(response.headers.get('x-vitreous-map') ?? '{}') as {
    readonly shape: readonly [number, number, number];
    readonly psize_A: number;
    readonly low: number;
    readonly high: number;
    readonly binned: number;
  };
  const step = (high - low) / 65535;
  const data = Float32Array.from(new Uint16Array(await response.arrayBuffer()), (value) => low + value * step);
  const [z, y, x] = shape;
  return { size: [x, y, z], pixelSizeA: psize_A, data, binned, ...statisticsOf(data) };
}

function statisticsOf(data: Float32Array): Pick<MapData, 'mean' | 'deviation' | 'highest'> {
  let [sum, squares, highest] = [0, 0, -Infinity];
  for (const value of data) {
    sum += value;
    squares += value * value;
    if (value > highest) highest = value;
  }
  const mean = sum / data.length;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / data.length - mean * mean)), highest };
}
