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
      const fault = faultOf(isArchive(bytes) ? decodeArchive : decodeModule, bytes);
      if (fault !== undefined) return fails(fault.key, `${name}: ${fault.evidence}`);
    }
    return holds;
  },
};

interface Fault {
  readonly key: string;
  readonly evidence: string;
}

function faultOf(read: (bytes: Uint8Array) => unknown, bytes: Uint8Array): Fault | undefined {
  try {
    read(bytes);
  } catch (error) {
    if (!(error instanceof DecodeError)) return undeclared(error);
    const { fileOffset, message } = error;
    if (message === '') return { key: 'silent', evidence: 'an error without a word' };
    if (!(fileOffset >= 0 && fileOffset <= bytes.length)) {
      return { key: 'place', evidence: `'${message}' at ${fileOffset} of ${bytes.length} bytes` };
    }
  }
  return undefined;
}

function undeclared(error: unknown): Fault {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const firstFrame = /^\s*at (?:new )?([\w.]+)/m.exec(stack ?? '')?.[1] ?? 'unknown';
  return { key: `threw.${name}.${firstFrame}`, evidence: `${message}\n${stack}` };
}
