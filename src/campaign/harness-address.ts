/** Where workers find the real harness: the module beside this one, compiled as this one is. */
export const linksmithHarness: string = new URL(
  import.meta.url.endsWith('.ts') ? './linksmith-harness.ts' : './linksmith-harness.js',
  import.meta.url,
).href;
