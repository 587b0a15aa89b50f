import { UserError } from '@vitreous/errors';
import { readMrcVolume } from '@vitreous/formats';

/** A map of the particles' box. @throws UserError when its size differs. */
export async function readMapOfBox(path: string, boxPx: number): Promise<Float32Array> {
  const { depth, height, width, data } = await readMrcVolume(path);
  if (depth !== boxPx || height !== boxPx || width !== boxPx) {
    throw new UserError(
      `${path} has ${width} x ${height} x ${depth} voxels: expected the particles' box, ${boxPx} a side. Scale or crop it first.`,
    );
  }
  return data;
}
