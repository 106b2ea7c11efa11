/**
 * Every bound that the linker sets on what inputs may ask for, beyond what the format and the architecture do: no build comes
 * near, and what asks for more gets a diagnostic, or keeps its mangled name. With those of the reader (`src/wasm/limits.ts`)
 * they are why a small input cannot make the linker slow or large.
 */

/** Arguments and files that response files may come to: nested ones could ask for exponentially many. */
export const maximumResponseFileSteps = 1 << 20;

/**
 * Files that libraries (`-l`) may be looked for as: a folder of `-L` after the other for each of them, which grows with the
 * square of a command line.
 */
export const maximumLibraryLookups = 1 << 18;

/** Zeroes between pieces of data that the output has to hold because of their alignments, which go up to 2 GiB. */
export const maximumPaddingBytes = 64 << 20;

/** Characters of a name that is still made readable. Types take some 80 bytes of memory for each of theirs. */
export const longestMangledName = 1 << 20;

/** Characters by which all names of a name section, or of a map, may become longer when they are made readable. */
export const maximumPrintedGrowth = 64 << 20;

/**
 * How deep productions of a mangled name may nest: templates in template arguments, say, some 250 deep. LLVM has no bound,
 * and overflows its stack at some ten thousand; this one, and the one below, need 700 KB of V8's stack at most, of the
 * 984 KB that there are.
 */
export const maximumNameNesting = 512;

/** How deep what is printed may nest: a production makes up to two phrases, and substitutions need no nesting productions. */
export const maximumPrintedNesting = 1024;

/** How deep a Rust name may nest: as in LLVM. */
export const maximumRustNesting = 500;

/**
 * What printing one name may cost, in steps and in characters: substitutions and back references let a short name stand
 * for one of any length. In proportion to the mangled name, so that a symbol table costs no more than its size allows.
 * Of half a million names of real libraries none cost more than 28 a character.
 */
export const printingCostOfAnyName = 4096;
export const printingCostOfACharacter = 256;
