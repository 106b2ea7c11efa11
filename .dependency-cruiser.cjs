/**
 * The rooms of the project, and who may import whom. ARCHITECTURE.md says why; `src/rooms.test.ts` runs this on every
 * test run and shows that each rule can fail. Tests and their fixtures are outside the table: they may look into any room,
 * and nobody else may import them.
 */

/** A room: where its files are, what it may import, and what it may import for the types only. */
const rooms = [
  { name: 'src/wasm', may: [], types: [] },
  { name: 'src/linker', may: ['src/wasm'], types: [] },
  { name: 'generators', may: ['src/wasm'], types: [] },
  { name: 'src/observe', may: ['src/wasm'], types: [] },
  { name: 'properties', may: ['src/wasm', 'src/observe', 'generators'], types: ['src/targets'] },
  { name: 'src/targets', may: ['src/wasm', 'src/linker'], types: [] },
  {
    name: 'src/campaign',
    may: ['src/wasm', 'src/linker', 'generators', 'properties', 'src/observe', 'src/targets'],
    types: [],
  },
  { name: 'src/report', may: ['src/wasm'], types: ['src/campaign'] },
  {
    name: 'src/cli',
    may: [
      'src/wasm',
      'src/linker',
      'generators',
      'properties',
      'src/observe',
      'src/targets',
      'src/campaign',
      'src/report',
    ],
    types: [],
  },
];

/** Rooms whose word counts against the linker: they must not lean on it, not even through a third file. */
const oracles = ['properties', 'generators', 'src/observe'];

const ours = '^(src|generators|properties|scripts|corpus|reports)/';
const tests = '\\.(test|fixture)\\.tsx?$';
const testFiles = '\\.test\\.tsx?$';
const fixtures = '\\.fixture\\.tsx?$';
const within = (names) => `^(${names.join('|')})/`;

/** From the room only to itself and to what its row names. */
const row = ({ name, may, types }) => ({
  name: `room ${name}`,
  comment: `${name} may import ${may.join(', ') || 'nothing of ours'}${types.length > 0 ? `; for types also ${types.join(', ')}` : ''}`,
  severity: 'error',
  from: { path: within([name]), pathNot: tests },
  to: { path: ours, pathNot: within([name, ...may, ...types]) },
});

/** What a row allows for types may not be imported for values. */
const typesOnly = ({ name, types }) => ({
  name: `types-only ${name}`,
  comment: `${name} may import ${types.join(', ')} with \`import type\` only`,
  severity: 'error',
  from: { path: within([name]), pathNot: tests },
  to: { path: within(types), dependencyTypesNot: ['type-only'] },
});

const oracle = (name) => ({
  name: `oracle ${name}`,
  comment: `${name} must not reach the linker, also not through other files: it would repeat the linker's mistakes`,
  severity: 'error',
  from: { path: within([name]), pathNot: tests },
  to: { path: '^src/linker/', reachable: true },
});

module.exports = {
  forbidden: [
    ...rooms.map(row),
    ...rooms.filter(({ types }) => types.length > 0).map(typesOnly),
    ...oracles.map(oracle),
    {
      name: 'library entry',
      comment: 'src/index.ts is the linker as a library: it re-exports src/linker and src/wasm, and nothing else',
      severity: 'error',
      from: { path: '^src/index\\.ts$' },
      to: { path: ours, pathNot: within(['src/linker', 'src/wasm']) },
    },
    {
      name: 'no unknown room',
      comment: 'a new folder of src, or a file above the rooms, needs a row in the table',
      severity: 'error',
      from: { path: '^src/', pathNot: [within(rooms.map(({ name }) => name)), '^src/index\\.ts$', tests] },
      to: {},
    },
    {
      name: 'no circle of files',
      comment: 'a circular import, types included, means that two files are one',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no circle of rooms',
      comment: 'two rooms that import each other are one room',
      severity: 'error',
      scope: 'folder',
      from: { path: `^(${rooms.map(({ name }) => name).join('|')})$` },
      to: { circular: true, path: `^(${rooms.map(({ name }) => name).join('|')})$` },
    },
    {
      name: 'no test imported',
      comment: 'what two tests share is a file of its own, not a test',
      severity: 'error',
      from: {},
      to: { path: testFiles },
    },
    {
      name: 'fixtures for tests only',
      comment: 'what only tests need is not built, and may look into rooms that others may not',
      severity: 'error',
      from: { path: ours, pathNot: tests },
      to: { path: fixtures },
    },
    {
      name: 'commander in the command line only',
      comment: 'options and exit codes are the business of src/cli',
      severity: 'error',
      from: { path: ours, pathNot: ['^src/cli/', tests] },
      to: { path: '(^|/)node_modules/commander/|^commander$' },
    },
    {
      name: 'linker without packages',
      comment: 'the linker and what it reads with need nothing from npm: they start fast and run anywhere',
      severity: 'error',
      from: { path: within(['src/wasm', 'src/linker']), pathNot: tests },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no unresolved import',
      comment: 'an import that leads nowhere would hide from every other rule',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
