/**
 * The benchmark of lazy atoms: the same links with both strategies, over programs that grow in one way at a time. CPU time
 * of this process, what the linker counted, and what is kept in memory once everything alive is marked.
 * In: how many rounds. Out: plain numbers. Not here: other linkers (`bench-linkers.ts`), how it is shown (`src/report`).
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Bench } from 'tinybench';
import { DiagnosticSink } from '../../linker/diagnostics.ts';
import { type LinkStats, link } from '../../linker/link.ts';
import { loadInputs } from '../../linker/load.ts';
import { mark } from '../../linker/mark.ts';
import { type AtomStrategy, completeOptions } from '../../linker/options.ts';
import { resolve } from '../../linker/resolve.ts';
import { type BenchFile, type BenchShape, benchProgram, benchRoot } from './bench-programs.ts';

export interface StrategyCost {
  /** Median of the rounds. */
  readonly cpuMs: number;
  readonly stats: LinkStats;
  /** Heap and buffers that the live atoms keep, without the inputs and their index. */
  readonly atomBytes: number;
  /** The same with the relocation lists that the index has. */
  readonly atomAndRelocationBytes: number;
}

export interface StrategyPoint {
  readonly shape: BenchShape;
  readonly relocations: number;
  /** What grows along the series, as a number. */
  readonly size: number;
  readonly lazy: StrategyCost;
  readonly eager: StrategyCost;
}

export interface StrategySeries {
  readonly name: string;
  readonly grows: string;
  readonly points: readonly StrategyPoint[];
  /** Exponent of the growth of CPU time with size, least squares over the logarithms. */
  readonly growth: { readonly lazy: number; readonly eager: number };
}

interface SeriesPlan {
  readonly name: string;
  readonly grows: string;
  readonly shapes: readonly (BenchShape & { readonly size: number })[];
}

function plansAt(scale: number): readonly SeriesPlan[] {
  const scaled = (count: number) => Math.ceil(count * scale);
  return [
    {
      name: 'relocations of one section',
      grows: 'relocations',
      shapes: [1250, 2500, 5000, 10_000].map(scaled).map((functionsEach) => ({
        objects: 1,
        functionsEach,
        callsEach: 100,
        liveShare: 1,
        size: functionsEach * 100,
      })),
    },
    {
      name: 'live share',
      grows: '% alive',
      shapes: [0.01, 0.1, 0.5, 1].map((liveShare) => ({
        objects: 20,
        functionsEach: scaled(1000),
        callsEach: 10,
        liveShare,
        size: liveShare * 100,
      })),
    },
    {
      name: 'objects',
      grows: 'objects',
      shapes: [25, 100, 400, 1600]
        .map(scaled)
        .map((objects) => ({ objects, functionsEach: 50, callsEach: 5, liveShare: 0.8, size: objects })),
    },
  ];
}

export interface StrategiesPlan {
  readonly rounds: number;
  /** 1: up to a million relocations. */
  readonly scale: number;
}

export function measureStrategies(
  { rounds, scale }: StrategiesPlan,
  onPoint: (told: string) => void,
): Promise<StrategySeries[]> {
  return inTurn(plansAt(scale), async ({ name, grows, shapes }) => {
    const points = await inTurn(shapes, async ({ size, ...shape }) => {
      onPoint(`${name}: ${size} ${grows}`);
      return { shape, size, ...(await measurePoint(benchProgram(shape), rounds)) };
    });
    const growth = (strategy: AtomStrategy) => slope(points.map((point) => [point.size, point[strategy].cpuMs]));
    return { name, grows, points, growth: { lazy: growth('lazy'), eager: growth('eager') } };
  });
}

const strategies: readonly AtomStrategy[] = ['lazy', 'eager'];

async function measurePoint(
  inputs: readonly BenchFile[],
  rounds: number,
): Promise<Pick<StrategyPoint, 'relocations' | 'lazy' | 'eager'>> {
  const samples: Record<AtomStrategy, number[]> = { lazy: [], eager: [] };
  // In turn, so that what else the machine does meets both.
  for (let round = 0; round < rounds; round++) {
    const bench = new Bench({
      now: cpuMs,
      time: 0,
      iterations: 1,
      warmupTime: 0,
      warmupIterations: round === 0 ? 1 : 0,
    });
    for (const strategy of strategies) bench.add(strategy, () => linked(inputs, strategy));
    if (round === 0) await bench.warmup();
    await bench.run();
    for (const strategy of strategies) samples[strategy].push(...bench.getTask(strategy)!.result!.samples);
  }
  const cost = (strategy: AtomStrategy): StrategyCost => ({
    cpuMs: median(samples[strategy]),
    stats: linked(inputs, strategy),
    ...keptBytes(inputs, strategy),
  });
  const lazy = cost('lazy');
  return { relocations: countRelocations(inputs), lazy, eager: cost('eager') };
}

function linked(inputs: readonly BenchFile[], atoms: AtomStrategy): LinkStats {
  const result = link(inputs, { entry: undefined, exports: [benchRoot], atoms });
  if (!result.ok) throw new Error(`a program of the benchmark does not link: ${result.diagnostics[0]?.message}`);
  return result.stats;
}

function keptBytes(
  inputs: readonly BenchFile[],
  atoms: AtomStrategy,
): Pick<StrategyCost, 'atomBytes' | 'atomAndRelocationBytes'> {
  const options = completeOptions({ entry: undefined, exports: [benchRoot], atoms });
  const sink = new DiagnosticSink();
  const program = resolve(loadInputs(inputs, options, sink), options, sink);
  const before = usedBytes();
  const liveness = mark(program);
  const atomBytes = usedBytes() - before;
  // Still in use here, so that nothing of it was collected.
  if (liveness.atoms.count === 0) throw new Error('nothing is alive');
  const lists = program.objects.flatMap(({ wasm }) => wasm.sections.map(({ relocations }) => relocations));
  const listBytes = lists.reduce(
    (sum, { codes, offsets, indices, addends }) =>
      sum + codes.byteLength + offsets.byteLength + indices.byteLength + addends.byteLength,
    0,
  );
  return { atomBytes, atomAndRelocationBytes: atomBytes + listBytes };
}

function countRelocations(inputs: readonly BenchFile[]): number {
  const options = completeOptions({});
  const { files } = loadInputs(inputs, options, new DiagnosticSink());
  const objects = files.filter((file) => file.kind === 'object');
  return objects.reduce(
    (sum, { wasm }) => sum + wasm.sections.reduce((n, section) => n + section.relocations.length, 0),
    0,
  );
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function usedBytes(): number {
  // What the first collection lets go of outside the heap is gone after the second.
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** CPU time of this process, its helper threads included: it does not depend on what else the machine does. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((first, second) => first - second);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Of a line through the logarithms. */
export function slope(points: readonly (readonly [size: number, cost: number])[]): number {
  const logs = points.map(([size, cost]) => [Math.log(size), Math.log(Math.max(cost, 1e-3))] as const);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(logs.map(([size]) => size)), mean(logs.map(([, cost]) => cost))];
  const covariance = logs.reduce((sum, [size, cost]) => sum + (size - x) * (cost - y), 0);
  return covariance / logs.reduce((sum, [size]) => sum + (size - x) ** 2, 0);
}

export async function inTurn<T, R>(items: readonly T[], each: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await each(item));
  return results;
}
