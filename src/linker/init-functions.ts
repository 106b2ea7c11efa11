/**
 * Start-up: which functions the linker must make up for it (memory, thread-local storage, relocations that only a loader
 * can settle), and which constructors run, in which order.
 * Not here: the bodies of those functions (`synthetic-bodies.ts`).
 */
import { SymbolFlag } from '../wasm/model.ts';
import { fileName } from './input-files.ts';
import { needsInitialization } from './layout-memory.ts';
import { isDiscarded, type Liveness } from './mark.ts';
import type { OutputIndices } from './output-indices.ts';
import { isPositionIndependent, type Program, printedName } from './program.ts';
import type { RelocationNeeds } from './scan-relocations.ts';
import type { OutputSegment } from './segments.ts';
import type { LinkSymbol } from './symbols.ts';
import { addSyntheticFunction, markSyntheticLive } from './synthetic-symbols.ts';
import type { OutputFeatures } from './target-features.ts';

export interface InitFunction {
  readonly symbol: LinkSymbol;
  readonly priority: number;
}

export function createInitFunctions(
  program: Program,
  segments: readonly OutputSegment[],
  needs: RelocationNeeds,
  features: OutputFeatures,
): void {
  const { options, known } = program;
  if (options.relocatable) return;
  const hidden = SymbolFlag.VisibilityHidden;
  const add = (name: string) => {
    const symbol = addSyntheticFunction(program, name, hidden);
    markSyntheticLive(symbol);
    return symbol;
  };

  if (segments.some((segment) => needsInitialization(segment, program, features.emitBss))) {
    known.initMemory = add('__wasm_init_memory');
    // It sets the main thread's TLS base.
    if (options.sharedMemory) markSyntheticLive(known.tlsBase!);
  }
  if (options.sharedMemory) {
    if (needs.internalGot.some((symbol) => symbol.isTls)) {
      known.applyGlobalTlsRelocs = add('__wasm_apply_global_tls_relocs');
      markSyntheticLive(known.tlsBase!);
    }
    if (segments.some((segment) => segment.isTls && hasRelocations(segment))) {
      known.applyTlsRelocs = add('__wasm_apply_tls_relocs');
    }
  }
  if (
    isPositionIndependent(options) &&
    !features.extendedConst &&
    needs.internalGot.some((symbol) => !symbol.isTls && !symbol.isNumber)
  ) {
    known.applyGlobalRelocs = add('__wasm_apply_global_relocs');
  }
  // One function is the module's start function itself; two need a third that calls them.
  if (known.applyGlobalRelocs && known.initMemory) known.startFunction = add('__wasm_start');
}

/** Constructors in call order: by priority, then in link order. */
export function collectInitFunctions(program: Program, liveness: Liveness, indices: OutputIndices): InitFunction[] {
  const { options, known, objects, sink } = program;
  if (!options.relocatable && !liveness.isLive(known.callCtors!)) return [];
  const collected: InitFunction[] = [];
  for (const object of objects) {
    for (const { symbolIndex, priority } of object.wasm.linking.initFunctions) {
      const symbol = program.symbolsOf(object)[symbolIndex]!;
      if (isDiscarded(symbol) || !liveness.isLive(symbol)) continue;
      const name = printedName(symbol.name, options);
      if (symbol.signature && symbol.signature.parameters.length > 0) {
        sink.error('bad-constructor', `constructor functions cannot take arguments: ${name}`, { symbol: symbol.name });
      }
      // No relocation refers to it, so nobody else has missed it.
      if (indices.functionIndexOf(symbol) === undefined) {
        const place = { object: fileName(object), symbol: symbol.name };
        sink.error('undefined-symbol', `${fileName(object)}: undefined symbol: ${name}`, place);
      } else collected.push({ symbol, priority });
    }
  }
  return collected.sort((first, second) => first.priority - second.priority);
}

function hasRelocations(segment: OutputSegment): boolean {
  return segment.parts.some(({ atom }) => atom !== undefined && atom.last > atom.first);
}
