import { DataError } from '@vitreous/errors';
import type { ParticleStream } from '@vitreous/algorithms';
import { joinDatasets, type Dataset } from '@vitreous/formats';
import type { Aberration } from '@vitreous/numerics';
import { hashParticles } from '../state-file.js';
import { openParticles, type OpenParticles, type ParticleTable } from '../open-particles.js';

interface Part extends OpenParticles {
  /** Number of its first particle. */
  readonly first: number;
  /** Of its images and their contrast transfer. */
  readonly hash: string;
  rejected: boolean;
}

/** Tables of particles that arrive one after the other, and may be rejected and taken back: a stream of particles. */
export class ParticleTables implements ParticleStream {
  private readonly parts: Part[] = [];
  private total = 0;

  constructor(private readonly given: Omit<ParticleTable, 'name'>) {}

  get count(): number {
    return this.total;
  }

  get boxPx(): number {
    return this.parts[0]?.source.boxPx ?? 0;
  }

  get pixelSizeA(): number {
    return this.parts[0]?.source.pixelSizeA ?? 0;
  }

  /**
   * Adds a table after the others; returns its number.
   *
   * @throws DataError when its images are of another size than those before; what openParticles throws.
   */
  async append(table: Dataset, name: string): Promise<number> {
    const opened = await openParticles(table, { ...this.given, name });
    const { boxPx, pixelSizeA, count } = opened.source;
    const same = boxPx === this.boxPx && Math.abs(pixelSizeA - this.pixelSizeA) < 1e-4 * pixelSizeA;
    if (this.parts.length > 0 && !same) {
      throw new DataError(
        `${name} has boxes of ${boxPx} pixels of ${pixelSizeA.toFixed(4)} Å, those before it ${this.boxPx} pixels of ${this.pixelSizeA.toFixed(4)} Å: they cannot be classified together.`,
      );
    }
    this.parts.push({ ...opened, first: this.total, hash: hashParticles(opened.dataset, []), rejected: false });
    this.total += count;
    return this.parts.length - 1;
  }

  setRejected(part: number, rejected: boolean): void {
    const found = this.parts[part];
    if (found !== undefined) found.rejected = rejected;
  }

  aberration(particle: number): Aberration {
    const { source, first } = this.partOf(particle);
    return source.aberration(particle - first);
  }

  name(particle: number): string {
    const { source, first } = this.partOf(particle);
    return source.name(particle - first);
  }

  isRejected(particle: number): boolean {
    return this.partOf(particle).rejected;
  }

  async read(particles: readonly number[]): Promise<Float32Array> {
    const area = this.boxPx ** 2;
    const images = new Float32Array(particles.length * area);
    for (let start = 0; start < particles.length;) {
      const { source, first } = this.partOf(particles[start] ?? 0);
      let end = start + 1;
      while (end < particles.length && (particles[end] ?? 0) < first + source.count) end++;
      const own = particles.slice(start, end).map((particle) => particle - first);
      images.set(await source.read(own), start * area);
      start = end;
    }
    return images;
  }

  /** The first tables' rows, `count` of them. */
  rows(count: number): Dataset {
    return joinDatasets(this.parts.filter(({ first }) => first < count).map(({ dataset }) => dataset));
  }

  /** The same for the same tables, in the same order, up to that of particle `count` - 1. */
  hashes(count: number): string[] {
    return this.parts.filter(({ first }) => first < count).map(({ hash }) => hash);
  }

  private partOf(particle: number): Part {
    let [low, high] = [0, this.parts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.parts[middle]?.first ?? 0) <= particle) low = middle;
      else high = middle;
    }
    const part = this.parts[low];
    if (part === undefined || particle >= this.total) throw new RangeError(`there is no particle ${particle}`);
    return part;
  }
}
