/**
 * `corpus/hostile`: small wrong files that together run all of the decoders that could be run, each kept because it made
 * code run that no other did. Replayed whole: whatever a file is, readers, linker and audit answer it with a result or a
 * declared error, and lazy and eager atoms agree.
 * Not here: how the corpus grows (`grow-corpus.ts`, `scripts/grow-hostile-corpus.mjs`).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostileProperties, jobSubject } from '../../../properties/index.ts';
import { inProcessTarget } from '../../targets/index.ts';

export interface HostileFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface HostileVerdict {
  readonly name: string;
  /** What does not hold, in words; none when all is well. */
  readonly problems: readonly string[];
}

export const hostileIn = (root: string): string => join(root, 'corpus', 'hostile');

/** Empty when there is no such folder. */
export function readHostileCorpus(folder: string): HostileFile[] {
  const names = namesIn(folder).filter((name) => name.endsWith('.bin'));
  return names.toSorted().map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Each way to link a file goes other ways through the linker. */
const commandLines: readonly (readonly string[])[] = [
  ['--no-entry', '--export-all', '--allow-undefined'],
  ['-r', '--whole-archive'],
];

/** `read`: further readers that must take it, such as `inspect`; one that throws says what is wrong. */
export async function verifyHostileFile(
  { name, bytes }: HostileFile,
  read: (bytes: Uint8Array) => void = () => {},
): Promise<HostileVerdict> {
  const problems: string[] = [];
  try {
    read(bytes);
  } catch (error) {
    problems.push(`inspect: ${error}`);
  }
  const [lazy, eager] = [inProcessTarget('lazy'), inProcessTarget('eager')];
  for (const options of commandLines) {
    const job = { files: new Map([[name, bytes]]), args: [...options, name] };
    const subject = jobSubject(job, { target: lazy, others: new Map([['eager', eager]]) });
    for (const property of hostileProperties) {
      const verdict = await property.check(subject);
      if (verdict.kind === 'fails') problems.push(`${property.name}: ${verdict.key}: ${verdict.evidence}`);
    }
  }
  return { name, problems };
}
