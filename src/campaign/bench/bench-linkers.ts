/**
 * The benchmark against other linkers: the same inputs and options, each as a whole process, in turn round by round; ours
 * also inside this process, warm. What is compared are ratios within a round.
 * In: folders with a `link.rsp` (`scripts/make-bench-inputs.mjs` makes them). Out: plain numbers.
 * Not here: lazy against eager (`bench-link.ts`), how it is shown (`src/report/link-bench.ts`).
 */
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Bench } from 'tinybench';
import { parseCommandLine } from '../../linker/command-line/parse-command-line.ts';
import { link } from '../../linker/link.ts';
import type { FileAccess } from '../../linker/options.ts';
import { cpuMs, inTurn, median } from './bench-link.ts';
import { type ProcessCost, processCost } from './process-cost.ts';

export interface LinkerCommand {
  readonly name: string;
  readonly command: readonly string[];
}

export interface LinkerCost {
  readonly name: string;
  /** Medians; `undefined` when the linker does not link the input. */
  readonly cost?: ProcessCost | undefined;
  /** Median over the rounds of our CPU time by this linker's, and of our peak memory. */
  readonly cpuRatio?: number | undefined;
  readonly memoryRatio?: number | undefined;
}

export interface InputMeasurement {
  readonly input: string;
  readonly linkers: readonly LinkerCost[];
  /** CPU time of `link` alone in this process when it is warm. */
  readonly warmMs: number;
}

/** Our own program, as it is installed. */
export const ourName = 'linksmith-ld';
const ours: LinkerCommand = {
  name: ourName,
  command: [process.execPath, fileURLToPath(new URL('../../../linksmith-ld.cjs', import.meta.url))],
};

export interface LinkersPlan {
  /** A folder of folders. */
  readonly inputs: string;
  readonly against: readonly LinkerCommand[];
  readonly rounds: number;
  /** The disk: this room does not read inputs by itself. */
  readonly files: FileAccess;
}

export function measureLinkers(plan: LinkersPlan, onInput: (told: string) => void): Promise<InputMeasurement[]> {
  const folders = readdirSync(plan.inputs, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = folders
    .map(({ name }) => name)
    .filter((name) => plan.files.exists(join(plan.inputs, name, 'link.rsp')));
  return inTurn(names.toSorted(), (input) => {
    onInput(input);
    return measureInput(input, plan);
  });
}

const limitMs = 300_000;

async function measureInput(input: string, plan: LinkersPlan): Promise<InputMeasurement> {
  const folder = join(plan.inputs, input);
  const scratch = await mkdtemp(join(tmpdir(), 'linksmith-bench-'));
  try {
    const args = ['@link.rsp', '-o', join(scratch, 'out.wasm')];
    const linkers = [ours, ...plan.against];
    const costs = new Map(linkers.map(({ name }) => [name, [] as (ProcessCost | undefined)[]]));
    for (let round = 0; round < plan.rounds; round++) {
      for (const { name, command } of linkers)
        costs.get(name)!.push(processCost([...command, ...args], folder, limitMs));
    }
    const own = costs.get(ourName)!;
    return {
      input,
      linkers: linkers.map(({ name }) => compare(name, costs.get(name)!, own)),
      warmMs: await warmCost(folder, plan),
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function compare(
  name: string,
  theirs: readonly (ProcessCost | undefined)[],
  own: readonly (ProcessCost | undefined)[],
): LinkerCost {
  const ended = theirs.filter((cost) => cost !== undefined);
  const ratio = (figure: (cost: ProcessCost) => number | undefined) => {
    const ratios = theirs.flatMap((cost, round) => {
      const [a, b] = [own[round] && figure(own[round]), cost && figure(cost)];
      return a === undefined || b === undefined ? [] : [a / b];
    });
    return ratios.length === 0 ? undefined : median(ratios);
  };
  const peaks = ended.flatMap(({ peakBytes }) => (peakBytes === undefined ? [] : [peakBytes]));
  const cost = ended.length > 0 && {
    wallMs: median(ended.map(({ wallMs }) => wallMs)),
    cpuMs: median(ended.map((each) => each.cpuMs)),
    peakBytes: peaks.length === 0 ? undefined : median(peaks),
  };
  return {
    name,
    cost: cost || undefined,
    cpuRatio: ratio((each) => each.cpuMs),
    memoryRatio: ratio(({ peakBytes }) => peakBytes),
  };
}

/** Files are read before the clock runs; names in the response file count from the folder. */
async function warmCost(folder: string, { files, rounds }: LinkersPlan): Promise<number> {
  const before = process.cwd();
  process.chdir(folder);
  try {
    const { inputs, options } = parseCommandLine(['@link.rsp', '-o', 'out.wasm'], files);
    const bench = new Bench({ now: cpuMs, time: 0, iterations: rounds, warmupTime: 0, warmupIterations: 4 });
    bench.add('link', () => void link(inputs, options));
    await bench.warmup();
    await bench.run();
    return median(bench.getTask('link')!.result!.samples);
  } finally {
    process.chdir(before);
  }
}
