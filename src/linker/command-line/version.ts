/**
 * What the linker says it is. Build tools look for `LLD` and a number in the answer to `--version`.
 */

/** As in package.json; a test holds the two together. */
export const linksmithVersion = '0.1.0';

/** The wasm-ld whose options and output this linker has. */
export const compatibleVersion = '19.1.7';

export const versionText = `linksmith-ld ${linksmithVersion} (compatible with LLD ${compatibleVersion})`;
