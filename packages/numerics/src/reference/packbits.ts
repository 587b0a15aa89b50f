/** Slow twin of the kernel's PackBits decoder: all bytes that `input` holds. */
export function packBitsDecode(input: Uint8Array): Uint8Array {
  const output: number[] = [];
  for (let at = 0; at < input.length;) {
    const control = input[at++] ?? 128;
    if (control < 128) {
      output.push(...input.subarray(at, at + control + 1));
      at += control + 1;
    } else if (control > 128) {
      output.push(...Array.from({ length: 257 - control }, () => input[at] ?? NaN));
      at++;
    }
  }
  return Uint8Array.from(output);
}

/** The plainest packing of one row: a run where two neighbours are equal, single bytes elsewhere. */
export function packBitsEncode(row: Uint8Array): Uint8Array {
  const output: number[] = [];
  for (let at = 0; at < row.length;) {
    let count = 1;
    while (count < 128 && at + count < row.length && row[at + count] === row[at]) count++;
    output.push(count > 1 ? 257 - count : 0, row[at] ?? NaN);
    at += count;
  }
  return Uint8Array.from(output);
}
