/** Where particles are, as far as their table does not say. */
export interface ParticleInput {
  readonly path: string;
  /** The stack that all rows are of, whatever they name. */
  readonly stack: string | null;
  readonly pixelSizeA: number | null;
  /** Particles have been corrected for their CTF, or have none that matters. */
  readonly ignoreCtf: boolean;
  /** Protein is dark in the images, whatever the table says. */
  readonly dark: boolean;
}
