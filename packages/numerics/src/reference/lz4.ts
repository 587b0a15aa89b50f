/** Slow twin of the kernel's LZ4: the block format's description, byte by byte. */

/** The bytes that `block` stands for. @throws RangeError when it reaches outside itself. */
export function decompressLz4(block: Uint8Array): Uint8Array {
  const output: number[] = [];
  let at = 0;
  const next = (): number => {
    const byte = block[at++];
    if (byte === undefined) throw new RangeError('the block ends too early');
    return byte;
  };
  const extended = (nibble: number): number => {
    let length = nibble;
    for (let byte = nibble === 15 ? 255 : 0; byte === 255; length += byte) byte = next();
    return length;
  };
  while (at < block.length) {
    const token = next();
    for (let i = extended(token >> 4); i > 0; i--) output.push(next());
    // The last sequence has literals only.
    if (at === block.length) break;
    const offset = next() | (next() << 8);
    const first = output[output.length - offset];
    if (offset === 0 || first === undefined) throw new RangeError('the block refers to bytes before its start');
    for (let i = 4 + extended(token & 15); i > 0; i--) output.push(output[output.length - offset] ?? 0);
  }
  return Uint8Array.from(output);
}

/** A block of `bytes` that has literals only: no smaller, but valid. */
export function literalLz4(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 15) return Uint8Array.of(bytes.length << 4, ...bytes);
  const rest = bytes.length - 15;
  return Uint8Array.of(0xf0, ...new Uint8Array(Math.floor(rest / 255)).fill(255), rest % 255, ...bytes);
}
