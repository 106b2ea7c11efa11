/**
 * A target: one linker under test behind one interface, whatever it is (in-process, a program, a server).
 * A job speaks wasm-ld's command line, because that is what every linker here can be driven from; an adapter translates.
 * Not here: the adapters (a file each) and the list of them (`registry.ts`).
 */

/** One link to perform. */
export interface LinkJob {
  /** The input files by the name the arguments use: objects, archives, response files. Read-only for the target. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** wasm-ld's arguments in order, inputs among them (`['--no-entry', 'a.o', '--start-lib', 'b.o', '--end-lib']`). Without `-o`. */
  readonly args: readonly string[];
  /** Base name of the output; the name section holds it. Default `out.wasm`. */
  readonly outputName?: string;
  /** Wall-clock limit for the whole link. Default 10,000. */
  readonly timeLimitMs?: number;
}

/** What the linker wrote on standard error, split in lines, or its diagnostics printed in wasm-ld's form. */
export interface LinkMessages {
  readonly messages: readonly string[];
}

/** What in-process targets know about their own work; absent for programs. */
export interface TargetStats {
  readonly atomsParsed: number;
  readonly atomsMarked: number;
  readonly relocationsVisited: number;
  readonly bytesCopied: number;
}

/** One relocation range question that the linker's search answered (a property checks it against a scan). */
export interface RangeAnswer {
  /** Input name, archive members as `archive(member)`. */
  readonly object: string;
  /** Index of the section whose list was searched. */
  readonly sectionIndex: number;
  readonly begin: number;
  readonly end: number;
  /** Positions in the section's list: from `first`, up to but without `last`. */
  readonly first: number;
  readonly last: number;
}

/** How a link ended. Whatever a linker does is one of these. */
export type LinkOutcome =
  | ({
      readonly kind: 'linked';
      readonly bytes: Uint8Array;
      readonly stats?: TargetStats;
      readonly ranges?: readonly RangeAnswer[];
    } & LinkMessages)
  /** The linker refused with a message: exit code 1 and an error. `codes` are stable diagnostic codes where the target has them. */
  | ({ readonly kind: 'rejected'; readonly codes?: readonly string[] } & LinkMessages)
  /** It says that it has linked, and what it wrote is no module at all. */
  | ({ readonly kind: 'garbage'; readonly reason: string } & LinkMessages)
  /** Signal, internal error, assertion, exception. */
  | ({ readonly kind: 'crashed'; readonly reason: string } & LinkMessages)
  | ({ readonly kind: 'timed-out'; readonly limitMs: number } & LinkMessages)
  /** It ran into its memory limit, or the system ended it for its memory. */
  | ({ readonly kind: 'out-of-memory'; readonly limitBytes: number } & LinkMessages)
  /** The target says it does not do what the job asks for. */
  | ({ readonly kind: 'unsupported'; readonly reason: string } & LinkMessages);

/** What a job asks for beyond plain linking, so that a target can say whether it does that. */
export interface LinkFeatures {
  /** Feature words of the generators, e.g. `archive`, `comdat`, `tls`, `relocatable-output`. */
  readonly features: readonly string[];
  readonly args: readonly string[];
}

/** One linker. */
export interface Target {
  /** As on the command line: `lazy`, `eager`, `wasm-ld-19`, `zig-0.14`, `command:…`. */
  readonly name: string;
  /**
   * The linker behind the target, where it is not the name: `wasm-ld-19` behind `wasm-ld-19-server`. What is known of a
   * linker holds for every target that runs it.
   */
  readonly linker?: string;
  /** Throws `TargetMissingError` when the program is not there. */
  version(): Promise<string>;
  /** The first thing wanted that this target does not do, in a word; undefined when it does it all. */
  lacks(wanted: LinkFeatures): string | undefined;
  /** Never throws for what the linker does: that is an outcome. */
  link(job: LinkJob): Promise<LinkOutcome>;
  /** Ends processes and workers that the target keeps. */
  close?(): Promise<void>;
}

/** The linker that a target runs. */
export const linkerOf = ({ name, linker = name }: Pick<Target, 'name' | 'linker'>): string => linker;

/** A named program or target is not on this machine; the message says which and how to get it. Exit code 3. */
export class TargetMissingError extends Error {
  override readonly name = 'TargetMissingError';
}
