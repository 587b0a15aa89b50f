// Puts the command line's modules, and those libraries that are plain JavaScript, into few files with what no command
// uses left out: it starts in a third of the time (docs/decisions/0015-bundled-command-line.md). Runs after `tsc -b`.
import { join } from 'node:path';
import { build } from 'rolldown';

const root = join(import.meta.dirname, '..');

await build({
  input: join(root, 'apps/cli/dist/main.js'),
  platform: 'node',
  // Native code, and what finds files beside itself.
  external: ['@vitreous/kernel-node', '@resvg/resvg-js', 'dejavu-fonts-ttf'],
  logLevel: 'warn',
  // Hashed names: a command that runs while another build ends goes on with its own files.
  output: { dir: join(root, 'apps/cli/dist/bundle'), format: 'esm' },
});
