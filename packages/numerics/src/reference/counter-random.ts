/** Slow twin of the kernel's random numbers by place: the same hash, in 32-bit integer arithmetic. */
export interface CounterRandom {
  /** 32 random bits. */
  bits(counter: number): number;
  /** Uniform in [0, 1), in steps of 2^-24. */
  uniform(counter: number): number;
  /** Two normal numbers from places 2 `pair` and 2 `pair` + 1. */
  normals(pair: number): readonly [number, number];
}

function mix(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

export function createCounterRandom(seed: number, stream: number): CounterRandom {
  const first = mix((seed + 0x9e3779b9) ^ mix(stream + 0x85ebca6b));
  const second = mix(first + stream + 0xc2b2ae35);
  const bits = (counter: number): number => mix(mix(counter ^ first) + second);
  const uniform = (counter: number): number => (bits(counter) >>> 8) / 2 ** 24;
  return {
    bits,
    uniform,
    normals(pair) {
      const radius = Math.sqrt(-2 * Math.log(1 - uniform(2 * pair)));
      const angle = 2 * Math.PI * uniform(2 * pair + 1);
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    },
  };
}
