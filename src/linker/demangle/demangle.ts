/**
 * Mangled names to the names that programmers wrote, letter for letter as LLVM 19's `demangle` has them: `wasm-ld` writes
 * them into the name section and into its messages. A name in, its text out; a name of no known scheme stays as it is.
 * Here is only the choice of the scheme: C++ (`itanium.ts`), Rust (`rust.ts`), D (`d-language.ts`). Microsoft's, which
 * no compiler uses for wasm, is left as it is.
 */
import { longestMangledName } from '../limits.ts';
import { bytesToText, isAscii, textToBytes } from './byte-text.ts';
import { demangleD } from './d-language.ts';
import { demangleItanium } from './itanium.ts';
import { demangleRust } from './rust.ts';

/** The demangled `name`, or `name` itself. Takes time and space in proportion to the name's length. */
export function demangle(name: string): string {
  if (!mayBeMangled(name)) return name;
  const bytes = isAscii(name) ? name : textToBytes(name);
  const demangled = demangleAnywhere(bytes);
  if (demangled === undefined) return name;
  return isAscii(demangled) ? demangled : bytesToText(demangled);
}

function mayBeMangled(name: string): boolean {
  return (name.startsWith('_') || name.startsWith('._')) && name.length <= longestMangledName;
}

/** A leading dot is kept; a leading underscore too many is dropped, since some systems put one before every name. */
function demangleAnywhere(name: string): string | undefined {
  const dot = name.startsWith('.') ? '.' : '';
  const demangled = demangleScheme(name.slice(dot.length));
  if (demangled !== undefined) return dot + demangled;
  return name.startsWith('_') ? demangleScheme(name.slice(1)) : undefined;
}

function demangleScheme(name: string): string | undefined {
  const demangled = demangleByPrefix(name);
  // LLVM hands the text over as a C string, which ends where a NUL of the name has come to stand.
  return name.includes('\0') ? demangled?.split('\0', 1)[0] : demangled;
}

function demangleByPrefix(name: string): string | undefined {
  if (name.startsWith('_Z') || name.startsWith('___Z')) return demangleItanium(name);
  if (name.startsWith('_R')) return demangleRust(name);
  if (name.startsWith('_D')) return demangleD(name);
  return undefined;
}
