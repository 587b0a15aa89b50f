import { DataError, UserError } from '@vitreous/errors';
import type { Defect } from './defect.js';

/** Whether a text is a defect list as SerialEM and IMOD write them. */
export function looksLikeSerialEmDefects(text: string): boolean {
  return /^\s*CameraSize[XY]\s/m.test(text);
}

interface Parsed {
  readonly camera: { readonly width: number; readonly height: number };
  /** Pixels that a single bad one stands for, along each axis. */
  readonly pixel: number;
  /** Rows counted from the top, on the camera's grid. */
  readonly defects: readonly Defect[];
}

/**
 * A SerialEM defect list as rectangles in the MRC orientation, on the grid of a movie of `frame` pixels, which may
 * be 1, 2 or 4 times as fine as the camera's, or as coarse. SerialEM counts rows from the top of the picture.
 *
 * @throws DataError naming the line that cannot be read; UserError when the camera's size does not fit the movie's.
 */
export function parseSerialEmDefects(
  path: string,
  text: string,
  frame: { readonly height: number; readonly width: number },
): Defect[] {
  const { camera, defects } = parse(path, text);
  const factor = frame.width / camera.width;
  if (camera.height * factor !== frame.height || ![0.25, 0.5, 1, 2, 4].includes(factor)) {
    throw new UserError(
      `The defect list ${path} is for a camera of ${camera.width} x ${camera.height} pixels, but the movie has ` +
        `${frame.width} x ${frame.height}: choose the list that belongs to it.`,
    );
  }
  return defects.map((defect) => {
    const bottom = camera.height - defect.y - defect.height;
    return scale({ ...defect, y: bottom }, factor);
  });
}

/** On a finer grid all that was bad stays bad; on a coarser one a pixel is bad when any part of it is. */
function scale({ x, y, width, height }: Defect, factor: number): Defect {
  const [left, top] = [Math.floor(x * factor), Math.floor(y * factor)];
  const [right, bottom] = [Math.ceil((x + width) * factor), Math.ceil((y + height) * factor)];
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Numbers a keyword takes: exactly so many, any number, or any number of pairs. */
const keywords: Readonly<Record<string, number | 'list' | 'pairs'>> = {
  camerasizex: 1,
  camerasizey: 1,
  wasscaled: 1,
  usablearea: 4,
  badcolumns: 'list',
  badrows: 'list',
  partialbadcolumn: 4,
  partialbadrow: 4,
  badpixels: 'pairs',
};

function parse(path: string, text: string): Parsed {
  const lines = text.split(/\r\n|\n|\r/).flatMap((line, index) => readLine(path, line, index + 1));
  const single = (name: string): number | undefined => lines.find((line) => line.name === name)?.values[0];
  const [width, height] = [single('camerasizex') ?? 0, single('camerasizey') ?? 0];
  if (width < 1 || height < 1) {
    throw new DataError(`${path}: a SerialEM defect list needs CameraSizeX and CameraSizeY, both above 0.`);
  }
  // A list made finer by 2 (4 for a Falcon) names the first pixel of a block of so many for each bad pixel.
  const scaled = single('wasscaled') ?? 0;
  const pixel = scaled > 1 ? 4 : scaled > 0 ? 2 : 1;
  const camera = { width, height };
  const defects = lines.flatMap(({ name, values }) => toDefects(name, values, camera, pixel));
  return { camera, pixel, defects };
}

function readLine(path: string, line: string, number: number): { name: string; values: number[] }[] {
  const [word = '', ...rest] = line
    .replace(/#.*/, '')
    .trim()
    .split(/[\s=,]+/);
  const name = word.toLowerCase();
  const takes = keywords[name];
  // Others (RotationAndFlip, K2Type, …) tell of the camera, not of its defects.
  if (takes === undefined) return [];
  const values = rest.filter((text) => text !== '').map(Number);
  const counted = typeof takes === 'number' ? values.length === takes : takes === 'list' || values.length % 2 === 0;
  if (!counted || !values.every((value) => Number.isInteger(value) && (value >= 0 || name === 'wasscaled'))) {
    const wanted = typeof takes === 'number' ? `${takes}` : takes === 'pairs' ? 'an even number of' : 'a list of';
    throw new DataError(
      `${path}, line ${number}: expected ${wanted} whole numbers after ${word}, found "${line.trim().slice(0, 60)}".`,
    );
  }
  return [{ name, values }];
}

function toDefects(name: string, values: readonly number[], camera: Parsed['camera'], pixel: number): Defect[] {
  const [a = 0, b = 0, c = 0, d = 0] = values;
  switch (name) {
    case 'badcolumns':
      return values.map((x) => ({ x, y: 0, width: 1, height: camera.height }));
    case 'badrows':
      return values.map((y) => ({ x: 0, y, width: camera.width, height: 1 }));
    case 'partialbadcolumn':
      return [{ x: a, y: c, width: b, height: d - c + 1 }];
    case 'partialbadrow':
      return [{ x: c, y: a, width: d - c + 1, height: b }];
    case 'badpixels':
      return Array.from({ length: values.length / 2 }, (_, i) => ({
        x: values[2 * i] ?? 0,
        y: values[2 * i + 1] ?? 0,
        width: pixel,
        height: pixel,
      }));
    case 'usablearea':
      return outsideOf(a, b, c, d, camera);
    default:
      return [];
  }
}

/** Strips around the usable area; 0 for the bottom or the right means up to the edge. */
function outsideOf(top: number, left: number, bottom: number, right: number, camera: Parsed['camera']): Defect[] {
  const { width, height } = camera;
  const strips = [
    { x: 0, y: 0, width, height: top },
    { x: 0, y: 0, width: left, height },
    ...(bottom > 0 ? [{ x: 0, y: bottom + 1, width, height: height - bottom - 1 }] : []),
    ...(right > 0 ? [{ x: right + 1, y: 0, width: width - right - 1, height }] : []),
  ];
  return strips.filter((strip) => strip.width > 0 && strip.height > 0);
}
