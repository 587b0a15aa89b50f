import { spawnSync } from 'node:child_process';

/** Installs Debian's relion and GNU time where this user may; answers RELION's version, or null without it. */
export function findRelion(): string | null {
  const has = (program: string): boolean => spawnSync('which', [program]).status === 0;
  if (!has('relion_run_motioncorr') || !has('time')) {
    const install = 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq relion time';
    spawnSync('sh', ['-c', install], { stdio: 'inherit' });
  }
  if (!has('time')) throw new Error('GNU time is missing: install the package "time"');
  if (!has('relion_run_motioncorr')) return null;
  const { stdout } = spawnSync('relion_run_motioncorr', ['--version'], { encoding: 'utf8' });
  return /version:?\s*(\S+)/i.exec(stdout)?.[1] ?? 'unknown';
}

/** A STAR file of movies or micrographs with one optics group, as RELION 3.1 reads it. */
export function opticsStar(
  kind: 'movies' | 'micrographs',
  label: string,
  paths: readonly string[],
  pixelSizeA: number,
): string {
  const size = kind === 'movies' ? 'rlnMicrographOriginalPixelSize' : 'rlnMicrographPixelSize';
  return `
# version 30001
data_optics
loop_
_rlnOpticsGroupName #1
_rlnOpticsGroup #2
_${size} #3
_rlnVoltage #4
_rlnSphericalAberration #5
_rlnAmplitudeContrast #6
g1 1 ${pixelSizeA} 300 2.7 0.1

# version 30001
data_${kind}
loop_
_${label} #1
_rlnOpticsGroup #2
${paths.map((path) => `${path} 1`).join('\n')}
`;
}
