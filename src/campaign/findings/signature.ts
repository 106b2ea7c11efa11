/**
 * What makes two findings the same bug: the target, the property, the key that the property gave, and the features of the
 * minimal scenario. A failing case whose features include those of a finding with the same property and key is counted as
 * that finding again.
 * Not here: how findings are kept apart while a campaign runs (`triage.ts`).
 */
import { createHash } from 'node:crypto';

export interface Signature {
  readonly target: string;
  readonly property: string;
  readonly key: string;
  /** In alphabetical order. */
  readonly features: readonly string[];
}

export const signatureOf = (parts: Signature): Signature => ({
  target: parts.target,
  property: parts.property,
  key: parts.key,
  features: [...new Set(parts.features)].sort(),
});

/** A name for a folder: readable, and as unique as the signature. */
export function signatureId(signature: Signature): string {
  const { target, property, key, features } = signatureOf(signature);
  const hash = createHash('sha256')
    .update(JSON.stringify([target, property, key, features]))
    .digest('hex');
  return `${slug(`${programIn(target)}-${property}-${key}`)}-${hash.slice(0, 10)}`;
}

/** A target may be a whole command line: of `command:/opt/my-ld {options} …`, `my-ld`. */
const programIn = (target: string): string => target.split(' ', 1)[0]!.split(/[/\\]/).at(-1)!;

/** Whether a failure with these features may be another sight of the same bug. */
export const includesAll = (features: readonly string[], wanted: readonly string[]): boolean =>
  wanted.every((feature) => features.includes(feature));

const longestSlug = 80;

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, longestSlug);
