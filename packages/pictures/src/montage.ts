import { createImage, imageOfStack, type Image, type Stack } from '@vitreous/numerics';
import { contrastBySigma, toGreyBytes } from './contrast.js';
import { encodeGreyPng } from './grey-png.js';

/**
 * Boxes side by side on white, each in its own contrast, `columns` a row (as many as make it about square).
 * PNG; boxes keep their size in pixels.
 */
export function drawMontage(
  stack: Stack,
  { columns = Math.ceil(Math.sqrt(stack.count)), gap = 2, sigmas = 3 } = {},
): Promise<Buffer> {
  const rows = Math.ceil(stack.count / columns);
  const width = columns * (stack.width + gap) + gap;
  const height = rows * (stack.height + gap) + gap;
  const sheet = createImage(height, width, new Float32Array(height * width).fill(255));
  for (let index = 0; index < stack.count; index++) {
    const [row, column] = [Math.floor(index / columns), index % columns];
    paste(
      sheet,
      imageOfStack(stack, index),
      gap + row * (stack.height + gap),
      gap + column * (stack.width + gap),
      sigmas,
    );
  }
  return encodeGreyPng(sheet, { contrast: { black: 0, white: 255 } });
}

function paste(sheet: Image, box: Image, top: number, left: number, sigmas: number): void {
  const grey = toGreyBytes(box, contrastBySigma(box, sigmas));
  for (let y = 0; y < box.height; y++) {
    sheet.data.set(grey.subarray(y * box.width, (y + 1) * box.width), (top + y) * sheet.width + left);
  }
}
