/**
 * Claim: an archive that nothing refers to, at the end of the command line, does not change a byte of the output.
 * Targets: all. Oracle: the same link without it, in one case of four.
 * Cannot see: members that are referred to by a name that the linker should not follow.
 * Fault that it catches: an init function, a retained segment, a custom section or a feature of an archive member that
 * is not linked; a local symbol of a member entered in the table of names.
 */

import { lowerObject } from '../generators/lower/lower-object.ts';
import type { ScenarioObject } from '../generators/scenario/scenario.ts';
import type { LinkJob } from '../src/targets/target.ts';
import { encodeArchive } from '../src/wasm/index.ts';
import { causeOf } from './failure-cause.ts';
import { differenceOf } from './outcome-difference.ts';
import { fails, holds, notApplicable, type Property } from './property.ts';
import { isSampled, type Sample } from './sampling.ts';

export const memberSample: Sample = { every: 4, salt: 5 };

const archiveName = 'unreferenced.a';

export const unreferencedMemberIsInvisible: Property = {
  name: 'unreferenced-member-is-invisible',
  statement: 'An archive that nothing refers to does not change the output.',
  blindSpot: 'Members that are referred to by a name that the linker should not follow.',
  linksVariants: true,
  appliesTo: () => true,
  async check({ job, seed, link }) {
    if (!isSampled(seed, memberSample)) return notApplicable(`one case in ${memberSample.every} is asked`);
    if (hasOpenWholeArchive(job)) return notApplicable('--whole-archive is in force at the end');
    const before = await link();
    if (before.kind !== 'linked') return notApplicable(`nothing was linked (${before.kind})`);
    const files = new Map(job.files).set(archiveName, archiveFor(job));
    const after = await link({ ...job, files, args: [...job.args, archiveName] });
    const difference = differenceOf(before, after, ['without the archive', 'with it']);
    return difference === undefined ? holds : fails(difference.key, difference.evidence, causeOf(after));
  },
};

function hasOpenWholeArchive({ args }: LinkJob): boolean {
  return args.lastIndexOf('--whole-archive') > args.lastIndexOf('--no-whole-archive');
}

/** By whether its member has 64-bit memory: one of the other kind would be refused. */
const archives = new Map<boolean, Uint8Array>();

function archiveFor({ args }: LinkJob): Uint8Array {
  const memory64 = args.includes('-mwasm64');
  const archive = archives.get(memory64) ?? makeArchive(memory64);
  archives.set(memory64, archive);
  return archive;
}

/** Has everything that a linker might take in without being asked. */
const member: ScenarioObject = {
  name: 'unreferenced.o',
  functions: [
    { id: 'init', signature: { parameters: [], results: [] }, body: { statements: [{ op: 'nops', count: 3 }] } },
    {
      id: 'local',
      signature: { parameters: ['i64'], results: ['i64'] },
      body: { statements: [], result: { op: 'constant', value: 1 } },
    },
  ],
  segments: [{ id: 'kept', name: '.data.unreferenced', alignLog2: 6, bytes: '01020304', sites: [], retain: true }],
  globals: [],
  customSections: [{ id: 'notes', name: 'unreferenced', bytes: '6e6f', sites: [] }],
  symbols: [
    {
      id: 'init',
      name: 'unreferenced init',
      binding: 'strong',
      noStrip: true,
      denotes: { kind: 'function', function: 'init' },
    },
    { id: 'local', name: 'f0', binding: 'local', denotes: { kind: 'function', function: 'local' } },
    {
      id: 'kept',
      name: 'unreferenced data',
      binding: 'strong',
      exported: true,
      denotes: { kind: 'data', segment: 'kept', offset: 0, size: 4 },
    },
  ],
  initFunctions: [{ symbol: 'init', priority: 0 }],
  targetFeatures: [],
  producers: [{ field: 'language', name: 'none', version: '1' }],
};

function makeArchive(memory64: boolean): Uint8Array {
  const members = [{ name: member.name, bytes: lowerObject({ ...member, memory64 }) }];
  const symbolTable = ['unreferenced init', 'unreferenced data'].map((name) => ({ name, member: 0 }));
  return encodeArchive({ members, format: 'gnu', symbolTable });
}
