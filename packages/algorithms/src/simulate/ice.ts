import { scatteringFactorA, waterFactorA, waterPerA3 } from './scattering.js';

/**
 * Structure factor of vitreous water at `k` (1/Å): how much the molecules' order changes the power that as many
 * independent ones would scatter. 0.07 at low frequencies (nearly incompressible), the peak at 1 / 3.7 Å, a weaker
 * one at 1 / 2.1 Å, 1 far out. A sum of simple forms with the positions and heights of the diffraction curves of
 * low-density amorphous ice (Bowron et al. 2006, J. Chem. Phys. 125, 194502).
 */
export function iceStructureFactor(k: number): number {
  const bump = (at: number, width: number, height: number): number => height * Math.exp(-(((k - at) / width) ** 2));
  const rise = 1 / (1 + Math.exp(-(k - 0.24) / 0.022));
  return 0.07 + 0.78 * rise + bump(0.27, 0.026, 1.15) + bump(0.47, 0.05, 0.35);
}

/**
 * Share of the ice's power that is left in the sum of all frames. Molecules move under the beam by a mean square of
 * 1.1 Å² for each e/Å² (McMullan et al. 2015, Ultramicroscopy 158, 26), a third of it along any direction: frames an
 * exposure D apart agree by exp(-(2 pi k)² 1.1 D / 6) in amplitude of the correlation.
 */
export function iceCoherence(k: number, exposureEPerA2: number): number {
  const rate = ((2 * Math.PI * k) ** 2 * 1.1) / 6;
  const x = rate * exposureEPerA2;
  // The mean of exp(-rate |a - b|) over a and b in [0, exposure].
  return x < 1e-4 ? 1 : (2 / x) * (1 - (1 - Math.exp(-x)) / x);
}

/**
 * Power spectrum, in Å² (power for each pixel of Å²), of the phase that ice of `thicknessA` gives the wave:
 * (lambda gamma)² n t f² S, each molecule a scatterer and S their order.
 */
export function icePhasePower(k: number, thicknessA: number, phasePerFactor: number): number {
  return phasePerFactor ** 2 * waterPerA3 * thicknessA * waterFactorA(k) ** 2 * iceStructureFactor(k);
}

/** As `icePhasePower` for amorphous carbon of 2 g/cm³ (0.1 atoms/Å³), which is stiff and has little order. */
export function carbonPhasePower(k: number, thicknessA: number, phasePerFactor: number): number {
  const structure = 0.15 + 0.85 / (1 + Math.exp(-(k - 0.3) / 0.08));
  return phasePerFactor ** 2 * 0.1 * thicknessA * scatteringFactorA('C', k) ** 2 * structure;
}
