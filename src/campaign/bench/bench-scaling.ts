/**
 * What a link costs as its input doubles: each large shape, and each class of mutators on large files, linked by our own
 * program as a process of its own, whose CPU time and peak memory the system counts.
 * In: sizes. Out: a cost for each row and size. A process that ends in anything but a module or a refusal in words is a
 * failure of its row. Not here: the inputs (`generators/hostile/large-links.ts`), how it is shown
 * (`src/report/scaling-table.ts`).
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type LargeLink,
  largeMutants,
  largeShapes,
  type MutatorClass,
  mutatorClasses,
} from '../../../generators/hostile/index.ts';
import { DecodeError, decodeArchive, decodeModule, EntryBudget, isArchive, isWasm } from '../../wasm/index.ts';
import { endedProcessCost } from './process-cost.ts';

export interface ScalingCost {
  readonly sizeBytes: number;
  /** Of all links of this row and size together. */
  readonly links: number;
  readonly cpuMs: number;
  /** The largest of them. */
  readonly peakBytes?: number | undefined;
  /** Of lists in the files (`src/wasm/limits.ts`), of the link with the most; as far as a reader goes that refuses them. */
  readonly entries: number;
  readonly linked: number;
  /** What ended otherwise than with a module or with a diagnostic, in words. */
  readonly failures: readonly string[];
}

export interface ScalingRow {
  readonly name: string;
  readonly kind: 'shape' | 'mutators';
}

export const scalingRows: readonly ScalingRow[] = [
  ...largeShapes.map(({ name }) => ({ name, kind: 'shape' as const })),
  ...mutatorClasses.map((name) => ({ name, kind: 'mutators' as const })),
];

/** Longer than any link takes that is linear. */
const limitMs = 300_000;
const program = [process.execPath, fileURLToPath(new URL('../../cli/ld.js', import.meta.url))];

export async function measureScaling({ name, kind }: ScalingRow, sizeBytes: number): Promise<ScalingCost> {
  const links = kind === 'shape' ? [shapeOf(name).make(sizeBytes)] : largeMutants(name as MutatorClass, sizeBytes);
  const sum = { cpuMs: 0, peakBytes: undefined as number | undefined, entries: 0, linked: 0, links: 0 };
  const failures: string[] = [];
  for (const link of links) {
    const cost = await costOfLink(link);
    sum.entries = Math.max(sum.entries, entriesOf(link));
    sum.links++;
    sum.cpuMs += cost.cpuMs;
    if (cost.peakBytes !== undefined) sum.peakBytes = Math.max(sum.peakBytes ?? 0, cost.peakBytes);
    if (cost.status === 0) sum.linked++;
    const failure = failureOf(cost);
    if (failure !== undefined) failures.push(failure);
  }
  return { sizeBytes, ...sum, failures };
}

const shapeOf = (wanted: string) => largeShapes.find(({ name }) => name === wanted)!;

async function costOfLink({ files, args }: LargeLink) {
  const folder = await mkdtemp(join(tmpdir(), 'linksmith-scaling-'));
  try {
    for (const [name, bytes] of files) {
      const path = join(folder, name);
      if (name.includes('/')) await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
    }
    return endedProcessCost([...program, ...args, '-o', 'out.wasm'], folder, limitMs);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function entriesOf({ files }: LargeLink): number {
  const budget = new EntryBudget();
  for (const bytes of files.values()) {
    try {
      const modules = isArchive(bytes) ? decodeArchive(bytes).members.map((member) => member.bytes) : [bytes];
      for (const module of modules) if (module !== undefined && isWasm(module)) decodeModule(module, budget);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
    }
  }
  return budget.taken;
}

function failureOf({ status, stderr }: ReturnType<typeof endedProcessCost>): string | undefined {
  if (status === undefined) return `did not end in ${limitMs / 1000} s`;
  const said = /^linksmith-ld: (error: .*|warning: .*)$/m.exec(stderr)?.[1];
  if (status === 0) return undefined;
  if (status === 1 && said !== undefined && !said.includes('internal error')) return undefined;
  return `ended with ${status}: ${(said ?? stderr).slice(0, 200)}`;
}
