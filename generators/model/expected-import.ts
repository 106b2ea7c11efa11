/** What a linked module must import. Here since both static modules (`expect.ts`) and moved ones (`dynamic-imports.ts`) name it. */
import type { ImportName, Signature, TableShape, ValueTypeName } from '../scenario/scenario.ts';

/** An import that the module must have, of its type. */
export type ExpectedImport = ImportName &
  (
    | { readonly kind: 'function'; readonly signature: Signature }
    | { readonly kind: 'tag'; readonly parameters: readonly ValueTypeName[] }
    | { readonly kind: 'table'; readonly shape: TableShape }
    | { readonly kind: 'global'; readonly type: ValueTypeName; readonly mutable: boolean }
  );
