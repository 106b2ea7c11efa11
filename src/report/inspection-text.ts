/**
 * An inspection as text: one table a kind of thing, what is empty left out. For terminals and for `report.md`.
 * Not here: the facts (`inspection.ts`).
 */
import type { ArchiveInspection, Inspection, ModuleInspection } from './inspection.ts';
import { type Colors, noColors, textTable } from './text-table.ts';
import { visible } from './visible.ts';

/** `name` is how the file is called; lines end in a newline. */
export function inspectionText(name: string, inspection: Inspection, colors: Colors = noColors): string {
  return inspection.kind === 'archive' ? archiveText(name, inspection, colors) : moduleText(name, inspection, colors);
}

function archiveText(name: string, archive: ArchiveInspection, colors: Colors): string {
  const { sizeBytes, format, thin, members, symbolTable } = archive;
  const title = `${visible(name)}: ${thin ? 'thin ' : ''}archive (${format}), ${sizeBytes} bytes`;
  const rows = members.map((member) => [member.name, member.sizeBytes, member.problem ?? member.module?.kind ?? '']);
  const table = block('members', { head: ['name', 'bytes', 'is'], rows, right: [1], colors });
  const symbols =
    symbolTable === undefined ? 'no symbol table\n' : `symbol table: ${symbolTable.map(visible).join(' ')}\n`;
  const modules = members.flatMap(({ name: member, module }) =>
    module === undefined ? [] : [moduleText(`${name}(${member})`, module, colors)],
  );
  return [`${colors.bold(title)}\n`, table, symbols, ...modules].filter((part) => part !== '').join('\n');
}

function moduleText(name: string, module: ModuleInspection, colors: Colors): string {
  const title = `${visible(name)}: ${module.kind}, ${module.sizeBytes} bytes`;
  const tables = [
    block('sections', {
      head: ['#', 'name', 'offset', 'bytes', 'relocations'],
      rows: module.sections.map(({ index, name, offset, sizeBytes, relocations }) => [
        index,
        name,
        offset,
        sizeBytes,
        relocations === 0 ? '' : relocations,
      ]),
      right: [0, 2, 3, 4],
      colors,
    }),
    block('imports', {
      head: ['kind', 'name', 'type'],
      rows: module.imports.map(({ kind, name, type }) => [kind, name, type]),
      colors,
    }),
    block('exports', {
      head: ['kind', '#', 'name'],
      rows: module.exports.map(({ kind, index, name }) => [kind, index, name]),
      right: [1],
      colors,
    }),
    block('segments', {
      head: ['#', 'name', 'bytes', 'align', 'flags'],
      rows: module.segments.map(({ index, name, sizeBytes, align, flags }) => [
        index,
        name,
        sizeBytes,
        align,
        flags.join(' '),
      ]),
      right: [0, 2, 3],
      colors,
    }),
    block('symbols', {
      head: ['#', 'kind', 'binding', 'name', 'place', 'flags'],
      rows: module.symbols.map(({ index, kind, binding, name, place, flags }) => [
        index,
        kind,
        binding,
        name,
        place,
        flags.join(' '),
      ]),
      right: [0],
      colors,
    }),
    block('atoms', {
      head: ['kind', '#', 'symbols', 'offset', 'bytes', 'relocations'],
      rows: module.atoms.map(({ kind, index, symbols, offset, sizeBytes, relocations }) => [
        kind,
        index,
        symbols.join(' '),
        offset,
        sizeBytes,
        relocations === 0 ? '' : relocations,
      ]),
      right: [1, 3, 4, 5],
      colors,
    }),
    block('relocations', {
      head: ['section', 'offset', 'kind', 'target', 'addend'],
      rows: module.relocations.map(({ section, offset, kind, target, addend }) => [
        section,
        offset,
        kind,
        target,
        addend,
      ]),
      right: [1, 4],
      colors,
    }),
    block('COMDAT groups', {
      head: ['name', 'members'],
      rows: module.comdats.map(({ name, members }) => [name, members.join(', ')]),
      colors,
    }),
    block('init functions', {
      head: ['priority', 'symbol'],
      rows: module.initFunctions.map(({ priority, symbol }) => [priority, symbol]),
      right: [0],
      colors,
    }),
    module.targetFeatures.length === 0 ? '' : `target features: ${module.targetFeatures.map(visible).join(' ')}\n`,
  ];
  return [`${colors.bold(title)}\n`, ...tables].filter((part) => part !== '').join('\n');
}

function block(title: string, table: Parameters<typeof textTable>[0]): string {
  if (table.rows.length === 0) return '';
  const { colors = noColors } = table;
  const lines = textTable(table).split('\n');
  return [colors.cyan(title), ...lines.map((line) => `  ${line}`), ''].join('\n');
}
