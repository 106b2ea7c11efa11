/**
 * The text files that a linker reads: lists of symbols that may stay undefined (`--allow-undefined-file`, `.imports`), and
 * stub libraries, which also say what the host needs for each symbol. Lines are trimmed; those that begin with `#` are
 * remarks.
 * Not here: what becomes of the names (`resolve.ts`, `stub-libraries.ts`).
 */

/** A symbol a line. */
export function parseSymbolList(bytes: Uint8Array): string[] {
  return linesOf(bytes).filter((line) => line !== '');
}

/** `name` or `name: needed, needed` a line. An empty line is the empty name: it counts for the order of the others. */
export function parseStubLibrary(bytes: Uint8Array): ReadonlyMap<string, readonly string[]> {
  const dependencies = new Map<string, string[]>();
  for (const line of linesOf(bytes)) {
    const [name = '', ...rest] = line.split(':');
    const needed = rest.join(':').trim().split(',');
    // A comma at the end begins no further name.
    if (needed.at(-1) === '') needed.pop();
    dependencies.set(
      name.trim(),
      needed.map((word) => word.trim()),
    );
  }
  return dependencies;
}

function linesOf(bytes: Uint8Array): string[] {
  const lines = new TextDecoder().decode(bytes).split('\n');
  return lines.map((line) => line.trim()).filter((line) => !line.startsWith('#'));
}
