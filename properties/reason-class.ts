/**
 * Why a linker refused or warned, as a word that can be compared over linkers: the model's problem codes, recognised in
 * messages as LLVM words them. A message that fits none has no class, and says nothing for or against.
 */
import type { ProblemCode } from '../generators/model/resolve.ts';
import type { LinkOutcome } from '../src/targets/target.ts';
import { messageSlug } from './message-slug.ts';

const wordings: readonly (readonly [code: ProblemCode, wording: RegExp])[] = [
  ['duplicate-symbol', /duplicate symbol: /],
  ['undefined-symbol', /undefined symbol: /],
  ['symbol-type-mismatch', /symbol type mismatch: /],
  ['signature-mismatch', /function signature mismatch: /],
  ['global-type-mismatch', /Global type mismatch: /],
  ['tag-signature-mismatch', /Tag signature mismatch: /],
  ['table-type-mismatch', /Table type mismatch: /],
  ['import-name-mismatch', /import name mismatch for symbol: /],
  ['import-module-mismatch', /import module mismatch for symbol: /],
  ['undefined-entry', /entry symbol not defined/],
  ['undefined-export', /symbol exported via --export not found: /],
  ['bad-constructor', /constructor functions cannot take arguments: /],
  ['malformed-object', /undefined weak (global|table) symbol/],
  ['disallowed-feature', /Target feature '.*' used (by|in) .* is (not allowed|disallowed)/],
  ['missing-memory-feature', /feature must be used in order to use (shared memory|thread-local storage)/],
  ['mutable-global-feature', /mutable global (imported|exported) but 'mutable-globals' feature not present/],
  ['memory-too-small', /(initial|maximum) memory too small/],
  ['misaligned-memory', /(initial|maximum) memory must be .*aligned/],
  ['not-position-independent', /recompile with -fPIC/],
  ['misaligned-stack', /stack size must be .*aligned/],
  [
    'incompatible-options',
    / may not (be|by) used (together|with )|is incompatible with (--shared|--export-table|--no-growable-memory|output debug)/,
  ],
  ['architecture-mismatch', /must specify -mwasm64|can't be linked in wasm64 mode/],
];

/** The problems that an outcome names, by its codes or by its messages. */
export function reasonsOf(outcome: LinkOutcome): ReadonlySet<ProblemCode> {
  const reasons = new Set<ProblemCode>();
  const codes = outcome.kind === 'rejected' ? outcome.codes : undefined;
  for (const [code, wording] of wordings) {
    const named = codes?.includes(code) || outcome.messages.some((line) => wording.test(line));
    if (named) reasons.add(code);
  }
  return reasons;
}

/** The first problem that an outcome names, in a word for a key; where it fits none, the target's own code or words. */
export function reasonWord(outcome: LinkOutcome): string {
  const [reason] = reasonsOf(outcome);
  if (reason !== undefined) return reason;
  const code = outcome.kind === 'rejected' ? outcome.codes?.[0] : undefined;
  return code ?? messageSlug(outcome.messages[0] ?? '');
}
