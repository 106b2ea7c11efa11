/**
 * The version of this package, from its `package.json`: two folders up from the source, three from what is built.
 */
import { readFileSync } from 'node:fs';

export const linksmithVersion: string = readVersion();

function readVersion(): string {
  for (const candidate of ['../../package.json', '../../../package.json']) {
    try {
      const manifest = JSON.parse(readFileSync(new URL(candidate, import.meta.url), 'utf8')) as Record<string, unknown>;
      if (manifest.name === 'linksmith' && typeof manifest.version === 'string') return manifest.version;
    } catch {
      // Not there: the next.
    }
  }
  return 'unknown';
}
