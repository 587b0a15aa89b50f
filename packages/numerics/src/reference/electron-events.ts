import type { EventCoding } from '../electron-events.js';

/** An electron on the finest grid. */
export interface ElectronPlace {
  readonly x: number;
  readonly y: number;
}

/** Slow twin of the kernel's decoder: one raw frame's electrons, bit by bit. */
export function decodeElectronEvents(bytes: Uint8Array, coding: EventCoding): ElectronPlace[] {
  const { runBits, horizontalBits, verticalBits, height, width } = coding;
  const size = 8 * bytes.length;
  let at = 0;
  const take = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++, at++) value += (((bytes[at >> 3] ?? 0) >> (at & 7)) & 1) * 2 ** i;
    return value;
  };
  /** The highest bit is inverted. */
  const inverted = (value: number, count: number): number => (count === 0 ? 0 : value ^ (2 ** count / 2));
  const places: ElectronPlace[] = [];
  let pixel = 0;
  while (at + runBits <= size) {
    const run = take(runBits);
    pixel += run;
    if (pixel >= height * width) break;
    if (run === 2 ** runBits - 1) continue;
    const [subX, subY] = [take(horizontalBits), take(verticalBits)];
    places.push({
      x: (pixel % width) * 2 ** horizontalBits + inverted(subX, horizontalBits),
      y: Math.floor(pixel / width) * 2 ** verticalBits + inverted(subY, verticalBits),
    });
    pixel++;
  }
  return places;
}

/** Counts on a grid of 2^`zoom` pixels to a pixel of the sensor. */
export function countElectrons(places: readonly ElectronPlace[], coding: EventCoding, zoom: number): Float32Array {
  const { horizontalBits, verticalBits, height, width } = coding;
  const [rows, columns] = [height * 2 ** zoom, width * 2 ** zoom];
  const counts = new Float32Array(rows * columns);
  for (const { x, y } of places) {
    const row = Math.floor(y / 2 ** (verticalBits - zoom));
    const index = row * columns + Math.floor(x / 2 ** (horizontalBits - zoom));
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}
