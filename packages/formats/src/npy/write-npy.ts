import { writeAtomically } from '../atomic-file.js';

/** Writes 64-bit floats of `shape`, last axis fastest, as NumPy's .npy (format 1.0). */
export async function writeNpy(path: string, values: Float64Array, shape: readonly number[]): Promise<void> {
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== values.length) throw new RangeError(`shape ${shape.join(' x ')} does not hold ${values.length} values`);
  const sizes = shape.map((length) => `${length},`).join(' ');
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${sizes}), }`;
  // Ten bytes stand before the text; values start at a multiple of 64, a line feed before them.
  const header = Buffer.from(text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + '\n', 'latin1');
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  await writeAtomically(path, async (file) => {
    await file.writeFile(Buffer.concat([start, header, bytes]));
  });
}
