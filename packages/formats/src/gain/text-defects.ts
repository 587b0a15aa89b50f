import { DataError } from '@vitreous/errors';
import type { Defect } from './defect.js';

/**
 * A list with a rectangle a line: column, row, width and height, from 0, in the MRC orientation. Empty lines and
 * those that start with # are skipped.
 *
 * @throws DataError naming the line that is none.
 */
export function parseTextDefects(path: string, text: string): Defect[] {
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    const words = line
      .replace(/#.*/, '')
      .trim()
      .split(/[\s,]+/)
      .filter((word) => word !== '');
    if (words.length === 0) return [];
    const [x = NaN, y = NaN, width = NaN, height = NaN] = words.map(Number);
    const whole = [x, y, width, height].every(Number.isInteger) && words.length === 4;
    if (!whole || x < 0 || y < 0 || width < 1 || height < 1) {
      throw new DataError(
        `${path}, line ${index + 1}: expected four whole numbers, column, row, width and height, found ` +
          `"${line.trim().slice(0, 60)}".`,
      );
    }
    return [{ x, y, width, height }];
  });
}
