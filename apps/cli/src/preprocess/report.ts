import { basename, relative } from 'node:path';
import type { ExposureRecord } from './exposure-record.js';
import { summariseExposures } from './summary.js';

/** A picture of one exposure: its file, relative to the report, and what it shows. */
export interface Picture {
  readonly path: string;
  readonly caption: string;
  /** Shown in its own size. */
  readonly wide: boolean;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

const style = `
:root { color-scheme: light dark; --ink: #1d2126; --quiet: #68707a; --line: #dfe3e8; --page: #fbfcfd; --accent: #0b6e8f; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --quiet: #98a1ab; --line: #31373e; --page: #15181b; --accent: #5cc3e4; --bad: #ff8a80; } }
body { font: 14px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); margin: 2rem auto; max-width: 80rem; padding: 0 1.5rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem; overflow-wrap: anywhere; }
p.quiet { color: var(--quiet); margin: .2rem 0 1.5rem; } p.bad, td.bad { color: var(--bad); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; text-align: right; }
th { color: var(--quiet); font-weight: 500; } th:first-child, td:first-child { text-align: left; } a { color: var(--accent); }
.pictures { display: flex; flex-wrap: wrap; gap: 1rem; } figure { margin: 0; max-width: 24rem; } figure.wide { max-width: 100%; }
img { max-width: 100%; height: auto; display: block; border: 1px solid var(--line); background: #fff; } figcaption { color: var(--quiet); font-size: .85rem; }
`;

/** One page over all exposures; its pictures are files beside it, so the output folder travels as a whole. */
export function writeReportHtml(
  outDir: string,
  exposures: readonly { record: ExposureRecord; pictures: readonly Picture[] }[],
  made: Date,
): string {
  const summary = summariseExposures(exposures.map(({ record }) => record));
  const heads = summary.columns.map(({ title }) => `<th scope="col">${escapeHtml(title)}</th>`).join('');
  const rows = exposures.map(({ record }, index) => {
    const [name = '', ...cells] = summary.rows[index] ?? [];
    const failed = record.failReason === null ? '' : `<td class="bad">${escapeHtml(record.failReason)}</td>`;
    const numbers = cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('');
    return `<tr><td><a href="#e${index}">${escapeHtml(name)}</a></td>${numbers}${failed}</tr>`;
  });
  const sections = exposures.map(({ record, pictures }, index) => {
    const figures = pictures.map(({ path, caption, wide }) => {
      const source = relative(outDir, path).split('/').map(encodeURIComponent).join('/');
      return `<figure${wide ? ' class="wide"' : ''}><img loading="lazy" src="${source}" alt="${escapeHtml(caption)}"><figcaption>${escapeHtml(caption)}</figcaption></figure>`;
    });
    const failed = record.failReason === null ? '' : `<p class="bad">${escapeHtml(record.failReason)}</p>`;
    return `<h2 id="e${index}">${escapeHtml(basename(record.path))}</h2>${failed}<div class="pictures">${figures.join('')}</div>`;
  });
  const failures = exposures.filter(({ record }) => record.failReason !== null).length;
  const count = `${exposures.length} exposure${exposures.length === 1 ? '' : 's'}${failures > 0 ? `, ${failures} failed` : ''}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Vitreous: ${count}</title><style>${style}</style></head>
<body><h1>Preprocessing</h1><p class="quiet">${count}, ${escapeHtml(made.toISOString())}</p>
<div class="scroll"><table><thead><tr>${heads}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>
${sections.join('\n')}
</body></html>
`;
}
