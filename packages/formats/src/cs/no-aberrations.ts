import type { StandardValues } from './standard-fields.js';

/** The columns of a CTF that has defocus alone: scale 1, no aberration of higher order, no B-factor. */
export function noAberrations(length: number): Readonly<Record<string, StandardValues>> {
  const zeros = (size: number): Float64Array => new Float64Array(size * length);
  return {
    'ctf/scale': new Float64Array(length).fill(1),
    'ctf/scale_const': zeros(1),
    'ctf/shift_A': zeros(2),
    'ctf/tilt_A': zeros(2),
    'ctf/trefoil_A': zeros(2),
    'ctf/tetra_A': zeros(4),
    'ctf/anisomag': zeros(4),
    'ctf/bfactor': zeros(1),
  };
}
