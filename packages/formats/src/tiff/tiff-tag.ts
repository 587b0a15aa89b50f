/** Numbers of the tags that are read or written here (TIFF 6.0; SampleFormat and later ones from its supplements). */
export const tiffTag = {
  newSubfileType: 254,
  imageWidth: 256,
  imageLength: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  imageDescription: 270,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  xResolution: 282,
  yResolution: 283,
  resolutionUnit: 296,
  predictor: 317,
  tileWidth: 322,
  tileLength: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  sampleFormat: 339,
  imageDepth: 32997,
} as const;

/** What messages call a tag. */
export function nameOfTag(tag: number): string {
  const known = Object.entries(tiffTag).find(([, number]) => number === tag);
  return known === undefined ? `tag ${tag}` : `${known[0]} (tag ${tag})`;
}
