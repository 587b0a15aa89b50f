/** One column: its heading, and whether its cells stand to the right (numbers) or left (words). */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** A plain text table, columns as wide as their widest cell. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const formatRow = (cells: readonly string[]): string =>
    columns
      .map(({ align }, i) => {
        const [cell, width] = [cells[i] ?? '', widths[i] ?? 0];
        return align === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [formatRow(columns.map(({ title }) => title)), formatRow(widths.map((width) => '─'.repeat(width)))]
    .concat(rows.map(formatRow))
    .join('\n');
}
