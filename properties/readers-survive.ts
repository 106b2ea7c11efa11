/**
 * Claim: the readers of objects, modules and archives take any bytes: they give a model, or a `DecodeError` with a place
 * that lies in the file.
 * Targets: those in the process; the readers are the same for all of them. Oracle: none is needed.
 * Cannot see: a model that says something else than the bytes do; that is the business of reader-agreement.
 * Fault that it catches: a TypeError behind an index that nobody checked; an offset that is not in the file.
 */
import { decodeArchive, isArchive } from '../src/wasm/archive.ts';
import { decodeModule } from '../src/wasm/decode.ts';
import { DecodeError } from '../src/wasm/reader.ts';
import { fails, holds, type Property } from './property.ts';

export const readersSurvive: Property = {
  name: 'readers-survive',
  statement: 'Every reader takes any bytes: a model, or an error that says where in the file it is.',
  blindSpot: 'A model that says something else than the bytes do.',
  appliesTo: ({ name }) => name === 'lazy',
  async check({ job }) {
    for (const [name, bytes] of job.files) {
      const reading = readAny(bytes);
      if (reading.kind === 'fault') return fails(reading.key, `${name}: ${reading.evidence}`);
    }
    return holds;
  },
};

export type Reading =
  | { readonly kind: 'read' | 'refused' }
  | { readonly kind: 'fault'; readonly key: string; readonly evidence: string };

/**
 * What the readers make of a file; of an archive, also of each member. Refused: something in it is.
 *
 * @internal
 */
export function readAny(bytes: Uint8Array): Reading {
  if (!isArchive(bytes)) return judge(bytes, () => decodeModule(bytes));
  let members: readonly (Uint8Array | undefined)[] = [];
  const archive = judge(bytes, () => {
    members = decodeArchive(bytes).members.map((member) => member.bytes);
  });
  const readings = [archive, ...members.flatMap((member) => (member === undefined ? [] : [readMember(member)]))];
  const worst = readings.find(({ kind }) => kind === 'fault') ?? readings.find(({ kind }) => kind === 'refused');
  return worst ?? archive;
}

const readMember = (bytes: Uint8Array): Reading => judge(bytes, () => decodeModule(bytes));

function judge(bytes: Uint8Array, read: () => void): Reading {
  try {
    read();
    return { kind: 'read' };
  } catch (error) {
    if (!(error instanceof DecodeError)) return undeclared(error);
    const { fileOffset, message } = error;
    if (message === '') return { kind: 'fault', key: 'silent', evidence: 'an error without a word' };
    if (fileOffset >= 0 && fileOffset <= bytes.length) return { kind: 'refused' };
    return { kind: 'fault', key: 'place', evidence: `'${message}' at ${fileOffset} of ${bytes.length} bytes` };
  }
}

function undeclared(error: unknown): Reading {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const firstFrame = /^\s*at (?:new )?([\w.]+)/m.exec(stack ?? '')?.[1] ?? 'unknown';
  return { kind: 'fault', key: `threw.${name}.${firstFrame}`, evidence: `${message}\n${stack}` };
}
