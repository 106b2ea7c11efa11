/**
 * What a finding is held against: the part of the tool-conventions' documents, or of the specification, that decides. A
 * row says for which properties and keys; the first that fits counts. The sentences are our own.
 */
export interface Clause {
  readonly document: string;
  readonly says: string;
}

const linking = 'https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md';
const dynamic = 'https://github.com/WebAssembly/tool-conventions/blob/main/DynamicLinking.md';
const core = 'https://webassembly.github.io/spec/core/valid/index.html';

const rows: readonly (readonly [finding: RegExp, clause: Clause])[] = [
  [/^valid-|not-started\.compile/, { document: core, says: 'A module that is linked has to be valid.' }],
  [
    /\.alignment$|^layout/,
    {
      document: `${linking}#merging-data-sections`,
      says: 'A segment keeps the alignment that its segment info gives.',
    },
  ],
  [
    /_REL_|GOT|LOCREL|TLS|not-position-independent|runtime-relocation/,
    {
      document: dynamic,
      says: 'Position-independent and relative relocations count from the bases that a loader gives.',
    },
  ],
  [
    /table\.|TABLE_INDEX/,
    {
      document: `${linking}#relocation-sections`,
      says: 'A table index is the slot of the function that the symbol resolves to, one slot a function.',
    },
  ],
  [
    /^relocation-audit|: site\./,
    {
      document: `${linking}#relocation-sections`,
      says: 'A relocation site holds the value of its symbol after resolution, with its addend, in the form of its kind.',
    },
  ],
  [
    /duplicate|defined-multiple|symbol-type|signature-mismatch|resolution|undefined-symbol/,
    {
      document: `${linking}#symbol-resolution`,
      says: 'A strong definition wins over weak ones, of weak ones one is taken; two strong ones are an error.',
    },
  ],
  [
    /init|call_ctors|ctors/,
    { document: `${linking}#start-section`, says: 'Init functions run in the order of their priorities, each once.' },
  ],
  [
    /survives|crashed|timed-out|out-of-memory|garbage/,
    { document: linking, says: 'Objects that follow the document can be linked, or are refused with a reason.' },
  ],
];

const otherwise: Clause = {
  document: linking,
  says: 'What the symbols of the inputs mean follows from the document alone, as the model of this tool reads it.',
};

export function clauseOf(property: string, key: string): Clause {
  return rows.find(([finding]) => finding.test(`${property}: ${key}`))?.[1] ?? otherwise;
}
