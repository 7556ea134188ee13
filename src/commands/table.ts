// Plain tables for a terminal or a pipe: columns aligned, nothing cut.

/** Rows under a heading; an empty list gives an empty text. Columns are as wide as their widest cell. */
export function tableText(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const widths = heading.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => [...(row[column] ?? '')].length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - [...cell].length)))
      .join('  ')
      .trimEnd();
  return [heading, ...rows].map(line).join('\n');
}
