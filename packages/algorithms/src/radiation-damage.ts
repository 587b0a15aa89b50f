/**
 * Exposure (e/Å²) after which the signal at frequency `k` (1/Å) has lost as much as an optimal filter bears; infinite at
 * k = 0.
 *
 * Grant and Grigorieff 2015, eLife 4, e06980, equation 3 and figure 5: 0.24499 k^-1.6649 + 2.8141 at 300 kV. At other
 * voltages damage goes with the inelastic cross section: 0.8 of it at 200 kV (their measurement), 0.57 at 100 kV, linear in
 * between.
 */
export function criticalExposure(k: number, accelKv: number): number {
  return (0.24499 * k ** -1.6649 + 2.8141) * voltageFactor(accelKv);
}

function voltageFactor(accelKv: number): number {
  const factor = accelKv < 200 ? 0.57 + (0.23 * (accelKv - 100)) / 100 : 0.8 + (0.2 * (accelKv - 200)) / 100;
  return Math.min(1, Math.max(0.4, factor));
}

/** Share of the amplitude at `k` (1/Å) left after an exposure: exp(-exposure / (2 critical)), their equation 2. */
export function amplitudeLeft(k: number, exposureEPerA2: number, accelKv: number): number {
  return k <= 0 ? 1 : Math.exp(-exposureEPerA2 / (2 * criticalExposure(k, accelKv)));
}
