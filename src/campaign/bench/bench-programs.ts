/**
 * Programs for the benchmarks of the linker, of any size and made the same each time: objects of functions that call one
 * another. A chain of calls runs through all that is alive, so that the root reaches just that; what is dead calls the dead.
 * Not here: programs that a compiler makes (`scripts/make-bench-inputs.mjs`), measuring (`bench-link.ts`).
 */
import { encodeArchive, encodeObject, type ObjectSource, relocationKinds, SymbolFlag } from '../../wasm/index.ts';

export interface BenchShape {
  readonly objects: number;
  readonly functionsEach: number;
  /** Calls, so relocations, of each function. */
  readonly callsEach: number;
  /** Of the functions in a living object. */
  readonly liveShare: number;
  /** One object of so many is alive. Default: each. */
  readonly liveObjectOf?: number;
}

export interface BenchFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What is exported, and keeps the living alive. */
export const benchRoot = functionName(0, 0);

export function benchProgram(shape: BenchShape): BenchFile[] {
  return Array.from({ length: shape.objects }, (_, object) => ({
    name: `part${object}.o`,
    bytes: encodeObject(partOf(shape, object)),
  }));
}

/** The same in an archive; who names the root takes in what is alive. */
export function benchArchive(shape: BenchShape): BenchFile {
  return { name: 'parts.a', bytes: encodeArchive({ members: benchProgram(shape) }) };
}

function functionName(object: number, position: number): string {
  return `part${object}_function${position}`;
}

const callKind = relocationKinds.find(({ name }) => name === 'R_WASM_FUNCTION_INDEX_LEB')!;
/** `call` with room for an index of five bytes. */
const callBytes = 6;

function partOf(shape: BenchShape, object: number): ObjectSource {
  const { functionsEach, callsEach, objects, liveObjectOf = 1 } = shape;
  const next = object + liveObjectOf;
  const goesOn = object % liveObjectOf === 0 && next < objects;
  const imported = goesOn ? 1 : 0;
  const name = (position: number) => functionName(object, position);
  const defined = Array.from({ length: functionsEach }, (_, position) => position);
  return {
    types: [{ parameters: [], results: [] }],
    imports: goesOn
      ? [{ module: 'env', field: functionName(next, 0), kind: 'function', typeIndex: 0 }, stackMemory]
      : [stackMemory],
    functions: defined.map(() => 0),
    bodies: defined.map(() => calls(callsEach)),
    linking: {
      symbols: [
        ...defined.map((position) => ({
          kind: 'function' as const,
          flags: SymbolFlag.VisibilityHidden,
          name: name(position),
          index: position + imported,
          offset: 0,
          size: 0,
        })),
        ...(goesOn
          ? [
              {
                kind: 'function' as const,
                flags: SymbolFlag.Undefined,
                name: functionName(next, 0),
                index: 0,
                offset: 0,
                size: 0,
              },
            ]
          : []),
      ],
    },
    relocations: [
      {
        of: 'code',
        entries: defined.flatMap((position) =>
          Array.from({ length: callsEach }, (_, call) => ({
            kind: callKind,
            item: position,
            offset: 1 + call * callBytes + 1,
            index: calleeOf(shape, position, call, goesOn),
            addend: 0n,
          })),
        ),
      },
    ],
  };
}

const stackMemory = {
  module: 'env',
  field: '__linear_memory',
  kind: 'memory',
  memory: { flags: 0, minimum: 0n },
} as const;

function calls(count: number): Uint8Array {
  const body = new Uint8Array(1 + count * callBytes + 1);
  for (let i = 0; i < count; i++) body.set([0x10, 0x80, 0x80, 0x80, 0x80, 0x00], 1 + i * callBytes);
  body[body.length - 1] = 0x0b;
  return body;
}

/** Symbol index: the first call goes to the next function of the same fate, the others all over those of that fate. */
function calleeOf(shape: BenchShape, position: number, call: number, goesOn: boolean): number {
  const { functionsEach, liveShare } = shape;
  const live = Math.max(1, Math.round(functionsEach * liveShare));
  const [first, end] = position < live ? [0, live] : [live, functionsEach];
  if (call > 0) return first + ((position * 7919 + call * 104729) % (end - first));
  if (position + 1 < end) return position + 1;
  return position < live && goesOn ? functionsEach : first;
}
