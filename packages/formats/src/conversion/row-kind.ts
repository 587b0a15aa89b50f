/** What a row of a table is. */
export type RowKind = 'particles' | 'micrographs' | 'movies';

/** The dataset columns and the labels that say where the data of a row are. */
export const rowKinds: Readonly<
  Record<RowKind, { readonly slot: string; readonly pathLabel: string; readonly pixelSizeLabel: string }>
> = {
  particles: { slot: 'blob', pathLabel: 'rlnImageName', pixelSizeLabel: 'rlnImagePixelSize' },
  micrographs: { slot: 'micrograph_blob', pathLabel: 'rlnMicrographName', pixelSizeLabel: 'rlnMicrographPixelSize' },
  movies: { slot: 'movie_blob', pathLabel: 'rlnMicrographMovieName', pixelSizeLabel: 'rlnMicrographOriginalPixelSize' },
};
