/**
 * Square boxes of `to` pixels out of images of `from` pixels a side, (image, y, x). The box's centre, pixel
 * floor(to / 2), comes to lie on the image's, pixel floor(from / 2), plus `moveOf(image)` = (x, y) in whole pixels. What
 * lies outside of an image is its mean.
 */
export function cutBoxes(
  images: Float32Array,
  from: number,
  to: number,
  moveOf: (image: number) => readonly [x: number, y: number],
): Float32Array {
  const count = images.length / from ** 2;
  const boxes = new Float32Array(count * to ** 2);
  const skip = Math.floor(from / 2) - Math.floor(to / 2);
  for (let image = 0; image < count; image++) {
    const source = images.subarray(image * from ** 2, (image + 1) * from ** 2);
    const box = boxes.subarray(image * to ** 2, (image + 1) * to ** 2);
    const [left, top] = moveOf(image).map((move) => move + skip) as [number, number];
    if (left < 0 || top < 0 || left + to > from || top + to > from) {
      box.fill(source.reduce((sum, value) => sum + value, 0) / source.length);
    }
    const [first, last] = [Math.max(0, left), Math.min(from, left + to)];
    for (let y = Math.max(0, top); y < Math.min(from, top + to); y++) {
      if (first < last) box.set(source.subarray(y * from + first, y * from + last), (y - top) * to + first - left);
    }
  }
  return boxes;
}
