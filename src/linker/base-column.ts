/**
 * What all 32-bit sites of one kind that name one symbol have in common, worked out once: how their values follow from a
 * base and the addend. A million sites name some thousand symbols, so `Relocator.apply` mostly adds two numbers.
 * Not here: what the base is (`relocate.ts`).
 */

/** How the value of a site follows from the base. */
export const Form = {
  /** Not worked out yet. */
  unknown: 0,
  /** Base and addend. */
  sum: 1,
  /** The base, whatever the addend. */
  base: 2,
  /** The target is dead: the section's tombstone, or the addend where it has none. */
  dead: 3,
  /** Base and addend, less the site's own address. */
  siteRelative: 4,
  /** An offset in a section whose strings were merged: each is looked up. */
  lookedUp: 5,
} as const;

export type Form = (typeof Form)[keyof typeof Form];

/** By what a relocation's index refers to in one object: a symbol, or a type. */
export class BaseColumn {
  readonly forms: Uint8Array;
  readonly bases: Float64Array;

  constructor(length: number) {
    this.forms = new Uint8Array(length);
    this.bases = new Float64Array(length);
  }

  set(index: number, form: Form, base = 0): Form {
    this.forms[index] = form;
    this.bases[index] = base;
    return form;
  }
}
