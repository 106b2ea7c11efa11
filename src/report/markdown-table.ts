/** Tables as Markdown, for reports that are kept. */
import { markdownTable as draw } from 'markdown-table';

/** `right`: positions of columns that are aligned to the right. A bar in a cell stays text. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  return draw(cells, { align: head.map((_, column) => (right.includes(column) ? 'r' : '')), alignDelimiters: false });
}
