/** What the steps of one audit share: both sides of the link, where payloads were found so far, and whom to tell. */
import type { AuditFinding } from './finding.ts';
import type { InputSymbols } from './input-symbols.ts';
import type { OutputModule } from './output-module.ts';
import type { Placements } from './placements.ts';

/** What the command line of a link says that makes a difference to an audit. */
export interface AuditOptions {
  /** Names that the command line asks for, in its order: `--undefined`, `--export`, `--entry`. */
  readonly roots?: readonly string[];
  /** `--wrap` */
  readonly wrapped?: readonly string[];
  /** `--compress-relocations` */
  readonly compressed?: boolean;
  /** `--shared-memory` */
  readonly sharedMemory?: boolean;
  /** `--no-gc-sections`, `-r`: everything stays, whether something leads there or not. */
  readonly keepsAll?: boolean;
}

export interface AuditScene {
  readonly output: OutputModule;
  readonly inputs: InputSymbols;
  readonly placements: Placements;
  readonly options: AuditOptions;
  report(finding: AuditFinding): void;
  /** Reads the sites of every payload that has been placed, and of those that they lead to. */
  followSites(): void;
}
