import { style } from './style.js';

/** A piece of SVG, safe to be put into another. */
export type Svg = string & { readonly kind: 'svg' };

type Attributes = Readonly<Record<string, string | number | undefined>>;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** `text` as it may stand in markup; control characters, which XML forbids, are left out. */
function escape(text: string): string {
  return text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, '').replace(/[&<>"]/g, (letter) => escapes[letter] ?? letter);
}

/** One element; numbers are rounded to a hundredth of a pixel. */
export function element(name: string, attributes: Attributes, children: readonly Svg[] = []): Svg {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escape(value ?? '')}"`);
  const inside = children.join('');
  return `<${name}${written.join('')}${inside === '' ? '/>' : `>${inside}</${name}>`}` as Svg;
}

/** A line of text at (x, y), its base line. */
export function text(x: number, y: number, words: string, attributes: Attributes = {}): Svg {
  const inside = escape(words) as Svg;
  return element('text', { x, y, fill: style.ink, 'font-size': style.fontSize, ...attributes }, [inside]);
}

/** A path through points; those that are not finite break it. */
export function path(points: readonly (readonly [x: number, y: number])[], attributes: Attributes): Svg {
  let pen = 'M';
  const steps = points.map(([x, y]) => {
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      pen = 'M';
      return '';
    }
    const step = `${pen}${round(x)} ${round(y)}`;
    pen = 'L';
    return step;
  });
  return element('path', { d: steps.join(''), fill: 'none', ...attributes });
}

/** A whole picture, standing alone, of a size in pixels. */
export function picture(width: number, height: number, children: readonly Svg[]): string {
  const attributes = { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}` };
  return element('svg', { ...attributes, 'font-family': style.font, 'font-size': style.fontSize }, [
    element('rect', { width, height, fill: style.paper }),
    ...children,
  ]);
}

function round(value: number): string {
  return String(Number(value.toFixed(2)));
}
