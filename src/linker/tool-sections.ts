/** Small custom sections for tools and loaders: `producers`, `target_features`, `dylink.0`. */
import { SymbolFlag } from '../wasm/model.ts';
import { ByteWriter } from '../wasm/writer.ts';
import { exportName } from './exports.ts';
import { importModule, importName } from './imports.ts';
import type { LinkOptions } from './options.ts';
import { bytesSection, type OutputPlan, type OutputSection } from './output-plan.ts';
import { isPositionIndependent, type Program } from './program.ts';
import type { LinkSymbol } from './symbols.ts';

/** --strip-all drops the linker's own custom sections, but for those that --keep-section names. */
export function isStripped(name: string, options: LinkOptions): boolean {
  return options.stripAll && !options.keepSections.includes(name);
}

/** Each field of all inputs, each tool once, with the version that came first. */
export function producersSection({ objects, options }: Program): OutputSection | undefined {
  if (isStripped('producers', options)) return undefined;
  const fields = ['language', 'processed-by', 'sdk'].map((field) => {
    const versions = new Map<string, string>();
    for (const object of objects) {
      for (const { name, version } of object.wasm.producers?.find((entry) => entry.name === field)?.values ?? []) {
        if (!versions.has(name)) versions.set(name, version);
      }
    }
    return { field, versions };
  });
  const used = fields.filter(({ versions }) => versions.size > 0);
  if (used.length === 0) return undefined;
  const writer = new ByteWriter().name('producers').list(used, ({ field, versions }, to) => {
    to.name(field).list([...versions], ([name, version]) => to.name(name).name(version));
  });
  return bytesSection(0, 'producers', writer.finish());
}

export function targetFeaturesSection({ program, features }: OutputPlan): OutputSection | undefined {
  if (isStripped('target_features', program.options) || features.names.length === 0) return undefined;
  const writer = new ByteWriter().name('target_features').list(features.names, (name, to) => to.u8(0x2b).name(name));
  return bytesSection(0, 'target_features', writer.finish());
}

/** What a dynamic linker must know (tool-conventions, DynamicLinking.md). */
export function dylinkSection(plan: OutputPlan): OutputSection | undefined {
  const { program, memory, needs } = plan;
  const { options, sharedFiles } = program;
  const isPic = isPositionIndependent(options);
  if (!isPic && options.unresolvedSymbols !== 'import-dynamic' && sharedFiles.length === 0) return undefined;
  const writer = new ByteWriter().name('dylink.0');
  writer.section(1, 0, () => {
    writer.uleb(isPic ? memory.dataSize : 0).uleb(memory.alignLog2);
    writer.uleb(needs.slotSymbols.length).uleb(0);
  });
  if (sharedFiles.length > 0) {
    writer.section(2, 0, () =>
      writer.list(sharedFiles, ({ name }) => writer.name(name.slice(name.lastIndexOf('/') + 1))),
    );
  }
  const { exported, imported } = dynamicSymbols(plan);
  if (exported.length > 0) {
    writer.section(3, 0, () => writer.list(exported, (symbol) => writer.name(exportName(symbol)).uleb(symbol.flags)));
  }
  if (imported.length > 0) {
    writer.section(4, 0, () =>
      writer.list(imported, (symbol) => writer.name(importModule(symbol)).name(importName(symbol)).uleb(symbol.flags)),
    );
  }
  return bytesSection(0, 'dylink.0', writer.finish());
}

/** Exports whose value counts from the TLS base; imports that may stay missing. */
function dynamicSymbols({ program, liveness }: OutputPlan): { exported: LinkSymbol[]; imported: LinkSymbol[] } {
  const live = [...program.symbols.globals()].filter((symbol) => liveness.isLive(symbol));
  return {
    exported: live.filter(
      (symbol) => symbol.kind === 'data' && (symbol.flags & SymbolFlag.Tls) !== 0 && liveness.isExported(symbol),
    ),
    imported: live.filter((symbol) => symbol.isUndefinedWeak),
  };
}
