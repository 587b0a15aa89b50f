import { native } from './native.js';

/** Bits of the 16-bit floats (IEEE 754 binary16) nearest to `values`; beyond 65504 they are infinite. */
export function halfFromFloats(values: Float32Array, { threads = 1 }: { threads?: number } = {}): Promise<Uint16Array> {
  return native.halfFromFloats(values, threads);
}

/** The floats that 16-bit floats of these bits stand for; exact. */
export function halfToFloats(bits: Uint16Array, { threads = 1 }: { threads?: number } = {}): Promise<Float32Array> {
  return native.halfToFloats(bits, threads);
}
