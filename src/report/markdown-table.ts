/** Tables and names as Markdown, for reports that are kept. */
import { markdownTable as draw } from 'markdown-table';
import { visible } from './visible.ts';

/** `right`: positions of columns that are aligned to the right. A bar in a cell stays text. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  return draw(cells, { align: head.map((_, column) => (right.includes(column) ? 'r' : '')), alignDelimiters: false });
}

const longestText = 300;

/** One line, the begin of it if it is long. Names from objects must not become markup. */
export const markdownText = (text: string): string =>
  visible(text.slice(0, longestText))
    .replaceAll('\n', ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]#~@]/g, '\\$&');
