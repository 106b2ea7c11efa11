/** The `producers` section: languages, tools and SDKs with their versions. */
import type { ProducersField } from './model.ts';
import type { ByteReader } from './reader.ts';
import { ByteWriter } from './writer.ts';

const fieldNames: readonly string[] = ['language', 'processed-by', 'sdk'];

export function decodeProducers(reader: ByteReader): ProducersField[] {
  const fields: ProducersField[] = [];
  const seen = new Set<string>();
  for (let left = reader.count(2, 'producers fields'); left > 0; left--) {
    const at = reader.position;
    const name = reader.readName();
    if (seen.has(name)) reader.fail('producers section does not have unique fields', at);
    if (!fieldNames.includes(name)) {
      reader.fail('producers section field is not named one of language, processed-by, or sdk', at);
    }
    seen.add(name);
    fields.push({ name, values: decodeValues(reader) });
  }
  reader.expectEnd('producers section');
  return fields;
}

function decodeValues(reader: ByteReader): { name: string; version: string }[] {
  const values: { name: string; version: string }[] = [];
  const seen = new Set<string>();
  for (let left = reader.count(2, 'producers'); left > 0; left--) {
    const at = reader.position;
    const name = reader.readName();
    const version = reader.readName();
    if (seen.has(name)) reader.fail('producers section contains repeated producer', at);
    seen.add(name);
    values.push({ name, version });
  }
  return values;
}

/** The section's content. */
export function encodeProducers(fields: readonly ProducersField[]): Uint8Array {
  const writer = new ByteWriter();
  writer.list(fields, (field) => {
    writer.name(field.name).list(field.values, ({ name, version }) => writer.name(name).name(version));
  });
  return writer.finish();
}
