/**
 * Functions, globals and tables that no object defines: made by the linker, referred to by symbols.
 * They are not atoms: they have no section, no offset and no relocations. Their bodies are written by `init-functions.ts`.
 */
import type { FunctionType, GlobalType, TableType } from '../wasm/model.ts';

export class SyntheticFunction {
  readonly kind = 'function';
  readonly name: string;
  /** Name for the name section when it is not `name`. */
  readonly debugName: string;
  readonly signature: FunctionType;
  exportName: string | undefined;
  /** Size LEB, local declarations and instructions; empty until it is written. */
  body: Uint8Array = new Uint8Array(0);
  live: boolean;

  constructor(
    name: string,
    signature: FunctionType,
    how: { live: boolean; debugName?: string; body?: Uint8Array; exportName?: string },
  ) {
    this.name = name;
    this.signature = signature;
    this.debugName = how.debugName ?? '';
    this.live = how.live;
    this.exportName = how.exportName;
    if (how.body) this.body = how.body;
  }
}

export class SyntheticGlobal {
  readonly kind = 'global';
  readonly name: string;
  readonly type: GlobalType;
  /** The initial value: an address or a size. */
  value = 0;
  live: boolean;

  constructor(name: string, type: GlobalType, live: boolean) {
    this.name = name;
    this.type = type;
    this.live = live;
  }
}

export class SyntheticTable {
  readonly kind = 'table';
  readonly name: string;
  type: TableType;
  live: boolean;

  constructor(name: string, type: TableType, live: boolean) {
    this.name = name;
    this.type = type;
    this.live = live;
  }
}
