/** The `target_features` section: which features an object uses, forbids or (formerly) requires. */
import type { TargetFeature } from './model.ts';
import type { ByteReader } from './reader.ts';
import { ByteWriter } from './writer.ts';

export function decodeTargetFeatures(reader: ByteReader): TargetFeature[] {
  const features: TargetFeature[] = [];
  const seen = new Set<string>();
  for (let left = reader.count(2, 'features'); left > 0; left--) {
    const prefix = decodePrefix(reader);
    const at = reader.position;
    const name = reader.readName();
    if (seen.has(name)) reader.fail(`target features section contains repeated feature "${name}"`, at);
    seen.add(name);
    features.push({ prefix, name });
  }
  reader.expectEnd('target features section');
  return features;
}

function decodePrefix(reader: ByteReader): TargetFeature['prefix'] {
  const at = reader.position;
  const prefix = String.fromCharCode(reader.u8());
  if (prefix === '+' || prefix === '-' || prefix === '=') return prefix;
  return reader.fail('unknown feature policy prefix', at);
}

/** The section's content. */
export function encodeTargetFeatures(features: readonly TargetFeature[]): Uint8Array {
  const writer = new ByteWriter();
  writer.list(features, ({ prefix, name }) => writer.u8(prefix.charCodeAt(0)).name(name));
  return writer.finish();
}
