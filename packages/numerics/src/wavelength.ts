/**
 * Relativistic electron wavelength in Å: `h / sqrt(2 m e V (1 + e V / (2 m c²)))`, de Broglie with the constants of
 * CODATA 2018. 300 kV: 0.019687 Å.
 */
export function wavelengthA(accelKv: number): number {
  const volts = accelKv * 1000;
  const [planck, mass, charge, light] = [6.62607015e-34, 9.1093837015e-31, 1.602176634e-19, 299792458];
  const energy = charge * volts;
  return (1e10 * planck) / Math.sqrt(2 * mass * energy * (1 + energy / (2 * mass * light ** 2)));
}
