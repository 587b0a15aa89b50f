import type { Image } from '@vitreous/numerics';
import type { Defect } from './defect.js';

/** Rectangles that cover what is not 0 in a map: runs along rows, joined with equal ones of the rows before. */
export function defectsOfMap(map: Image): Defect[] {
  const done: Defect[] = [];
  let open = new Map<string, { x: number; y: number; width: number; height: number }>();
  for (let y = 0; y < map.height; y++) {
    const next: typeof open = new Map();
    for (const { x, width } of runsOf(map, y)) {
      const key = `${x} ${width}`;
      const above = open.get(key);
      open.delete(key);
      if (above !== undefined) above.height += 1;
      next.set(key, above ?? { x, y, width, height: 1 });
    }
    done.push(...open.values());
    open = next;
  }
  return [...done, ...open.values()];
}

function runsOf(map: Image, y: number): { x: number; width: number }[] {
  const row = map.data.subarray(y * map.width, (y + 1) * map.width);
  const runs: { x: number; width: number }[] = [];
  let start = -1;
  row.forEach((value, x) => {
    if (value !== 0 && start < 0) start = x;
    if (value === 0 && start >= 0) {
      runs.push({ x: start, width: x - start });
      start = -1;
    }
  });
  if (start >= 0) runs.push({ x: start, width: map.width - start });
  return runs;
}
