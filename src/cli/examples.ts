/**
 * Examples of each command, as its help and the reference show them. Each is parsed by a test as the shell would pass it.
 * Not here: guides with several commands (GUIDE.md).
 */

/** By the command's path: `bench link`. */
const examples: Readonly<Record<string, readonly string[]>> = {
  fuzz: [
    'linksmith fuzz --time 10m',
    'linksmith fuzz --target wasm-ld-19,wasm-ld-22 --runs 5000 --seed 7',
    "linksmith fuzz --target 'command:my-ld {options} {inputs} -o {output}' --profile tiny",
    'linksmith fuzz --resume reports/20261125-122944-seed-7 --time 1h --report html,junit',
  ],
  merge: ['linksmith merge shard-1 shard-2 shard-3 --out whole'],
  nightly: ['linksmith nightly --state nightly-state --target wasm-ld-22 --time 30m --summary summary.md'],
  worker: ['linksmith worker --queue redis://localhost:6379 --target lazy,wasm-ld-19 --idle 10m'],
  repro: [
    'linksmith repro reports/20261125-122944-seed-7/findings/1',
    'linksmith repro --seed 7 --index 1234 --target eager',
  ],
  bisect: ['linksmith bisect reports/20261125-122944-seed-7/findings/1 --targets wasm-ld-14,16,19,22'],
  minimize: ['linksmith minimize reports/20261125-122944-seed-7/findings/1 -o smaller'],
  gen: ['linksmith gen --seed 7 --count 10 --out cases', 'linksmith gen --seed 7 --first 1234 --profile pic --out one'],
  check: ['linksmith check --target wasm-ld-19,lazy a.o lib.a -- --no-entry --export-all'],
  audit: [
    'linksmith audit --module out.wasm a.o lib.a -- --no-entry --export=add',
    'linksmith audit --module out.wasm a.o b.o lib.a -- a.o --whole-archive lib.a --no-whole-archive b.o',
  ],
  'corpus list': ['linksmith corpus list --json'],
  'corpus add': [
    "linksmith corpus add reports/20261125-122944-seed-7/findings/1 --note 'weak alias lost to a later definition'",
  ],
  'corpus prune': ['linksmith corpus prune --runs 20000 --seed 3'],
  'corpus verify': ['linksmith corpus verify', 'linksmith corpus verify --only relocations --target wasm-ld-19'],
  report: [
    'linksmith report reports/20261125-122944-seed-7',
    'linksmith report reports/20261125-122944-seed-7 --junit --sarif out.sarif',
  ],
  dashboard: ['linksmith dashboard reports/20261125-122944-seed-7', 'linksmith dashboard --state nightly-state'],
  inspect: [
    'linksmith inspect a.o lib.a out.wasm',
    'linksmith inspect -d a.o',
    'linksmith inspect --why helper main.o lib.a -- --no-entry --export=main',
  ],
  targets: ['linksmith targets', 'linksmith targets --json'],
  stats: ['linksmith stats --profile comdats --runs 2000'],
  'bench link': ['linksmith bench link --rounds 3 --scale 0.1'],
  'bench harness': ['linksmith bench harness --profile tiny,default --json'],
  'bench faults': ['linksmith bench faults --seeds 1 --budget 30s', 'linksmith bench faults --compare before after'],
  'bench hostile': [
    'linksmith bench hostile --inputs 1000000 --resume',
    'linksmith bench hostile --inputs 10000 --against wasm-ld-19,wasm-ld-22',
  ],
  'bench scaling': ['linksmith bench scaling --largest 16'],
  ld: ['linksmith ld --no-entry --export=add a.o b.o -o out.wasm'],
  help: ['linksmith help fuzz', 'linksmith help bench link', 'linksmith help properties'],
  completion: ['source <(linksmith completion bash)'],
};

export const examplesOf = (path: string): readonly string[] => examples[path] ?? [];
