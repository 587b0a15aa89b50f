import {
  anglesOf,
  motionTerms,
  rotationVectorOf,
  samplePoints,
  shiftPx,
  transpose,
  type Camera,
  type MovieSettings,
  type MovieTruth,
  type SimulatedParticle,
} from '@vitreous/algorithms';

/** What is true of all movies of a run, as it stands in truth.json (docs/science/simulator.md has the meaning of each). */
export function describeRun(settings: MovieSettings, camera: Camera, seed: number, specimen: object): object {
  const { microscope, ice } = settings;
  return {
    seed,
    size: [settings.height, settings.width],
    frames: settings.frames,
    psize_A: settings.pixelSizeA,
    total_dose_e_per_A2: settings.exposureEPerA2,
    dose_per_frame_e_per_A2: settings.exposureEPerA2 / settings.frames,
    accel_kv: microscope.accelKv,
    cs_mm: microscope.csMm,
    amp_contrast: microscope.ampContrast,
    specimen_bfactor_A2: settings.bFactorA2,
    envelope_bfactor_A2: settings.envelopeA2,
    ice_thickness_A: ice.thicknessA,
    specimen,
    dead_pixels: camera.defects.map(({ x, y, width, height }) => [x, y, width, height]),
    hot_pixels: Array.from(camera.hot.pixels, (pixel) => [pixel % settings.width, Math.floor(pixel / settings.width)]),
  };
}

/** What is true of one movie. */
export function describeMovie(path: string, settings: MovieSettings, truth: MovieTruth): object {
  const { ctf, motion } = truth;
  const { height, width } = settings;
  return {
    path,
    seed: truth.seed,
    df1_A: ctf.df1A,
    df2_A: ctf.df2A,
    df_angle_rad: ctf.dfAngleRad,
    phase_shift_rad: ctf.phaseShiftRad,
    tilt_angle_rad: truth.tilt.angleRad,
    tilt_axis_rad: truth.tilt.axisRad,
    mean_count: truth.meanCount,
    motion: {
      zero_shift_frame: 0,
      global_shifts_px: motion.globalPx.map(rounded),
      local_terms: motionTerms,
      local_coefficients_px: motion.localPx.map((terms) => terms.map(rounded)),
      sample_points_px: samplePoints(height, width).map(({ x, y }) => [x, y]),
      sample_shifts_px: motion.globalPx.map((_, frame) =>
        samplePoints(height, width).map(({ x, y }) => rounded(shiftPx(motion, x, y, frame))),
      ),
    },
    particle_diameter_A: truth.particleDiameterA,
    particles: truth.particles.map(describeParticle),
    contamination: truth.lumps.map(({ x, y, radiusPx }) => ({ x_px: x, y_px: y, radius_px: radiusPx })),
  };
}

function describeParticle({ xPx, yPx, rotation, defocusUA, defocusVA }: SimulatedParticle): object {
  const { rotRad, tiltRad, psiRad } = anglesOf(rotation);
  return {
    x_px: round(xPx),
    y_px: round(yPx),
    pose: rotationVectorOf(transpose(rotation)).map(round),
    rot_deg: round((rotRad * 180) / Math.PI),
    tilt_deg: round((tiltRad * 180) / Math.PI),
    psi_deg: round((psiRad * 180) / Math.PI),
    df1_A: round(defocusUA),
    df2_A: round(defocusVA),
  };
}

const round = (value: number): number => Number(value.toPrecision(8));
const rounded = ([x, y]: readonly [number, number]): number[] => [round(x), round(y)];
