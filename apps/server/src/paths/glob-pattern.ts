/** The expression that a file name fits when it fits a pattern with `*`, `?` and `[…]`; no folder is crossed. */
export function globPattern(pattern: string): RegExp {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const one = pattern[i] ?? '';
    const end = one === '[' ? pattern.indexOf(']', i + 2) : -1;
    // Runs of stars are one star: the expression must not take exponential time.
    if (one === '*') source += source.endsWith('[^/]*') ? '' : '[^/]*';
    else if (one === '?') source += '[^/]';
    else if (end > 0) {
      const inside = pattern
        .slice(i + 1, end)
        .replace(/[\\\]^]/g, '\\$&')
        .replace(/^!/, '^');
      source += `[${inside}]`;
      i = end;
    } else source += one.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  }
  try {
    return new RegExp(`^${source}$`, 'u');
  } catch {
    return new RegExp(`^${pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`, 'u');
  }
}
