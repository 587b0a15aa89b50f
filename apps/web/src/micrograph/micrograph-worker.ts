import { blur, halve, type Grey } from './grey-filter.js';

/** What the page asks of this worker. */
export interface MicrographTask {
  readonly id: number;
  readonly url: string;
  /** Standard deviation of the blur in px of the source; 0 for none. */
  readonly sigmaPx: number;
}

/** The picture at its full size and at halves of it, largest first; or what went wrong. */
export interface MicrographAnswer {
  readonly id: number;
  readonly levels?: ImageBitmap[];
  readonly trouble?: string;
}

/** The last sources, so that a filter is changed without loading again. */
const sources = new Map<string, Promise<Grey>>();
const mostSources = 2;
/** Larger ones are halved: a browser draws no more. */
const mostSide = 8192;
const leastSide = 400;

self.onmessage = ({ data }: MessageEvent<MicrographTask>): void => void answer(data);

async function answer({ id, url, sigmaPx }: MicrographTask): Promise<void> {
  try {
    const source = await findSource(url);
    const levels = await draw(sigmaPx > 0 ? blur(source, sigmaPx) : source);
    self.postMessage({ id, levels } satisfies MicrographAnswer, { transfer: levels });
  } catch (error) {
    sources.delete(url);
    const trouble = error instanceof Error ? error.message : 'The picture could not be read.';
    self.postMessage({ id, trouble } satisfies MicrographAnswer);
  }
}

function findSource(url: string): Promise<Grey> {
  const known = sources.get(url);
  if (known !== undefined) return known;
  const source = load(url);
  sources.set(url, source);
  for (const key of sources.keys()) if (sources.size > mostSources) sources.delete(key);
  return source;
}

async function load(url: string): Promise<Grey> {
  const response = await fetch(url);
  if (!response.ok) throw new Error('The picture of this exposure is not there any more.');
  const width = Number(response.headers.get('x-width') ?? 0);
  if (width === 0) return readPicture(await response.blob());
  const data = new Uint8Array(await response.arrayBuffer());
  let grey: Grey = { width, height: data.length / width, data };
  while (Math.max(grey.width, grey.height) > mostSide) grey = halve(grey);
  return grey;
}

async function readPicture(blob: Blob): Promise<Grey> {
  const bitmap = await createImageBitmap(blob);
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('This browser cannot draw pictures.');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, data: Uint8Array.from({ length: width * height }, (_, i) => data[4 * i] ?? 0) };
}

async function draw(picture: Grey): Promise<ImageBitmap[]> {
  const levels: ImageBitmap[] = [];
  for (let level = picture; ; level = halve(level)) {
    levels.push(await createImageBitmap(toImageData(level)));
    if (Math.max(level.width, level.height) < 2 * leastSide) return levels;
  }
}

function toImageData({ width, height, data }: Grey): ImageData {
  const pixels = new Uint32Array(width * height);
  for (let i = 0; i < pixels.length; i++) pixels[i] = 0xff000000 | ((data[i] ?? 0) * 0x010101);
  return new ImageData(new Uint8ClampedArray(pixels.buffer), width, height);
}
