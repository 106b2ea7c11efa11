/**
 * The `dylink.0` section of a shared library, and the older `dylink` section, which has the first two parts only.
 * Encoding writes `dylink.0`.
 */
import { DylinkSubsection } from './constants.ts';
import type { DylinkSection } from './model.ts';
import type { ByteReader } from './reader.ts';
import { ByteWriter, type LebSize } from './writer.ts';

type MemoryInfo = Pick<DylinkSection, 'memorySize' | 'memoryAlignLog2' | 'tableSize' | 'tableAlignLog2'>;
type ExportInfo = DylinkSection['exportInfo'][number];
type ImportInfo = DylinkSection['importInfo'][number];

export function decodeDylink(reader: ByteReader): DylinkSection {
  let memory: MemoryInfo = { memorySize: 0, memoryAlignLog2: 0, tableSize: 0, tableAlignLog2: 0 };
  const needed: string[] = [];
  const exportInfo: ExportInfo[] = [];
  const importInfo: ImportInfo[] = [];
  const runtimePath: string[] = [];
  while (!reader.atEnd) {
    const id = reader.u8();
    const subsection = reader.sized('dylink.0 sub-section');
    switch (id) {
      case DylinkSubsection.MemoryInfo:
        memory = decodeMemoryInfo(subsection);
        break;
      case DylinkSubsection.Needed:
        decodeNames(subsection, needed);
        break;
      case DylinkSubsection.ExportInfo:
        decodeExportInfo(subsection, exportInfo);
        break;
      case DylinkSubsection.ImportInfo:
        decodeImportInfo(subsection, importInfo);
        break;
      case DylinkSubsection.RuntimePath:
        decodeNames(subsection, runtimePath);
        break;
      default:
        subsection.rest();
    }
    subsection.expectEnd('dylink.0 sub-section');
  }
  return { ...memory, needed, exportInfo, importInfo, runtimePath };
}

/** The section called `dylink`, without a number, that tools wrote until 2021. */
export function decodeLegacyDylink(reader: ByteReader): DylinkSection {
  const memory = decodeMemoryInfo(reader);
  const needed: string[] = [];
  decodeNames(reader, needed);
  reader.expectEnd('dylink section');
  return { ...memory, needed, exportInfo: [], importInfo: [], runtimePath: [] };
}

function decodeMemoryInfo(reader: ByteReader): MemoryInfo {
  return {
    memorySize: reader.uleb32(),
    memoryAlignLog2: reader.uleb32(),
    tableSize: reader.uleb32(),
    tableAlignLog2: reader.uleb32(),
  };
}

function decodeNames(reader: ByteReader, names: string[]): void {
  for (let left = reader.count(1, 'names'); left > 0; left--) names.push(reader.readName());
}

function decodeExportInfo(reader: ByteReader, exportInfo: ExportInfo[]): void {
  for (let left = reader.count(2, 'exports'); left > 0; left--) {
    exportInfo.push({ name: reader.readName(), flags: reader.uleb32() });
  }
}

function decodeImportInfo(reader: ByteReader, importInfo: ImportInfo[]): void {
  for (let left = reader.count(3, 'imports'); left > 0; left--) {
    importInfo.push({ module: reader.readName(), field: reader.readName(), flags: reader.uleb32() });
  }
}

/** The content of a `dylink.0` section. Empty parts are left out, but for the first. */
export function encodeDylink(dylink: DylinkSection, lebSize: LebSize = 0): Uint8Array {
  const writer = new ByteWriter();
  writer.section(DylinkSubsection.MemoryInfo, lebSize, () => {
    writer.uleb(dylink.memorySize).uleb(dylink.memoryAlignLog2).uleb(dylink.tableSize).uleb(dylink.tableAlignLog2);
  });
  const part = <T>(id: number, items: readonly T[], write: (item: T) => void): void => {
    if (items.length > 0) writer.section(id, lebSize, () => writer.list(items, write));
  };
  part(DylinkSubsection.Needed, dylink.needed, (name) => writer.name(name));
  part(DylinkSubsection.ExportInfo, dylink.exportInfo, ({ name, flags }) => writer.name(name).uleb(flags));
  part(DylinkSubsection.ImportInfo, dylink.importInfo, ({ module, field, flags }) =>
    writer.name(module).name(field).uleb(flags),
  );
  part(DylinkSubsection.RuntimePath, dylink.runtimePath, (name) => writer.name(name));
  return writer.finish();
}
