/**
 * What one thread of a program on paper has of its own: its globals, its tables, and its copy of thread-local data. Memory is what
 * threads share (`program-memory.ts`).
 */

import { bytesFromHex } from '../scenario/hex.ts';
import type { ScenarioSegment } from '../scenario/scenario.ts';
import type { TableState } from './element-state.ts';
import type { GlobalValue } from './global-values.ts';

export class ThreadState {
  /** By the identity of a global: the scenario's own value, or the import's name. */
  readonly globals = new Map<unknown, GlobalValue>();
  /** By the identity of a table, as that of a global. */
  readonly tables = new Map<unknown, TableState>();
  /** It has a copy: the first thread from the beginning, others once they are started. */
  hasStorage: boolean;
  /** `__wasm_init_tls` has run, which also fills GOT entries, and pointers in thread-local data of moved modules. */
  isStarted = false;
  /** A loader has looked where its copy is: it does so before each call from outside. */
  isKnownToLoader: boolean;
  readonly #copies = new Map<ScenarioSegment, Uint8Array>();

  constructor(isFirst: boolean) {
    this.hasStorage = isFirst;
    this.isKnownToLoader = isFirst;
  }

  start(): void {
    this.hasStorage = true;
    this.isStarted = true;
    this.isKnownToLoader = false;
    this.#copies.clear();
  }

  copyOf(segment: ScenarioSegment): Uint8Array {
    let bytes = this.#copies.get(segment);
    if (bytes === undefined) {
      bytes = bytesFromHex(segment.bytes);
      this.#copies.set(segment, bytes);
    }
    return bytes;
  }
}
