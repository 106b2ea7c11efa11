/**
 * The pages of `linksmith help TOPIC`, also chapters of REFERENCE.md. What a room already says of its parts (properties,
 * targets, profiles, limits) is asked there when the page is printed, so that nothing is said twice.
 * Not here: the help of commands (their files, `examples.ts`).
 */

export interface HelpTopic {
  readonly name: string;
  readonly title: string;
  /** Plain text; what is a list begins with two spaces. */
  text(): Promise<string>;
}

export const helpTopics: readonly HelpTopic[] = [
  { name: 'properties', title: 'Properties: what is checked of each link', text: propertiesText },
  { name: 'targets', title: 'Targets: which linkers can be tested', text: targetsText },
  { name: 'profiles', title: 'Profiles: what kind of cases is generated', text: profilesText },
  { name: 'findings', title: 'Findings: what is in the folder of a campaign', text: async () => findings },
  { name: 'exit-codes', title: 'Exit codes', text: async () => exitCodes },
  { name: 'json', title: 'JSON: what is printed for programs', text: async () => json },
  { name: 'limits', title: 'Limits: how long, how large', text: limitsText },
  { name: 'environment', title: 'Environment variables', text: async () => environment },
];

const list = (rows: readonly (readonly [term: string, says: string])[]): string =>
  rows.map(([term, says]) => `  ${term}\n      ${says}`).join('\n');

async function propertiesText(): Promise<string> {
  const { hostileProperties, scenarioProperties } = await import('../../properties/index.ts');
  const rows = (properties: typeof hostileProperties | typeof scenarioProperties) =>
    list(properties.map(({ name, statement, blindSpot }) => [name, `${statement}\n      Cannot see: ${blindSpot}`]));
  return `A property is a sentence that can be false. fuzz --property a,b asks only some.

Of generated links, in this order:

${rows(scenarioProperties)}

Of links that are wrong on purpose (profiles whose names begin with hostile):

${rows(hostileProperties)}`;
}

async function targetsText(): Promise<string> {
  const { targetNames } = await import('../targets/index.ts');
  return `linksmith targets lists what is on this machine, with versions, and how to get the rest.
For --target, with commas between; what two of them do is also compared (differential):

  ${targetNames.join(', ')}
      The first two are linksmith's own linker. wasm-ld-NN is any version on PATH.
  command:PROGRAM {options} {inputs} -o {output}
      Any linker with wasm-ld's command line. It is split into words as a shell does, and nothing is expanded. {inputs}:
      files, and the flags whose place among them counts; {options}: all other arguments; {args}: both, in their order.`;
}

async function profilesText(): Promise<string> {
  const { profileNames, profiles } = await import('../../generators/index.ts');
  const { hostileProfiles } = await import('../../generators/hostile/index.ts');
  const rows = profileNames.map((name) => {
    const { objects, always } = profiles[name];
    const size = `${objects[0]} to ${objects[1]} objects`;
    return [name, always.length === 0 ? size : `${size}, always with ${always.join(', ')}`] as const;
  });
  return `A profile says how large cases are and which areas of the format they may hold: --profile NAME. Each case leaves some
areas out, so that what usually comes together also comes apart. linksmith stats --profile NAME counts what comes of it.

${list(rows)}
  ${hostileProfiles.join(', ')}
      Links that no compiler and no build makes: files and command lines with mutations.

plain holds only what every linker has.`;
}

async function limitsText(): Promise<string> {
  const { nativeLimits } = await import('../targets/index.ts');
  const gibibytes = nativeLimits.memoryLimitBytes / 2 ** 30;
  return `Each link of a program may take ${nativeLimits.timeLimitMs / 1000} s and ${gibibytes} GiB of memory; what takes more is stopped, and that is an
outcome of its own. A worker that falls silent is replaced, and its case is a finding.

What a file may ask of readers and linker at most stands, with reasons, in src/wasm/limits.ts and src/linker/limits.ts.`;
}

const findings = `linksmith fuzz writes a folder (--out, or a new one in reports/):

  campaign.json
      Counts, versions, findings; linksmith report makes pages, and reports for CI, of it.
  progress.json
      How far it is: linksmith dashboard shows it, fuzz --resume goes on from there.
  findings/NAME/
      A finding each: finding.json, scenario.json (the smallest case), original.json, inputs/, outputs/, repro.sh (needs
      only the linker in question), report.md (what a maintainer needs).

linksmith repro FOLDER replays a finding, bisect says which versions have it, minimize shrinks it further, and
corpus add keeps it as a regression case.`;

const json = `With --json a command prints one JSON value on standard output; progress, warnings and errors go to standard error, and the
exit code is the same. Every command that prints something has it, except help, completion, ld and dashboard, which answers
/data.json instead; report writes files for programs, and --json lists them.

The JSON Schema (draft 2020-12) of each is a file of the package, schemas/NAME.json, also as linksmith/schemas/NAME.json:

  bench-faults, bench-faults-compare, bench-harness, bench-hostile, bench-hostile-against, bench-link, bench-scaling
  audit, bisect, check, gen, minimize, nightly, report, repro, stats, targets, worker
  corpus-add, corpus-list, corpus-prune, corpus-verify
      The command of that name; what stands behind it is the option with which it is printed.
  campaign
      fuzz --json, merge --json, and campaign.json in the folder of a campaign.
  finding
      finding.json in the folder of a finding.
  inspect, inspect-why
      inspect --json, without and with --why or --atom.
  dashboard
      /data.json of the dashboard.

Each value has schemaVersion, a number of its own for each schema. It rises when something goes, is renamed or means something
else. A new field does not raise it: read what you know by its name. The schema itself is exact for its release and refuses
fields that it does not know, so that a test notices them.`;

const exitCodes = `  0    nothing found, all passed
  1    something found, or a link failed, or an input cannot be read
  2    the command line is wrong
  3    a named tool or target is missing
  130  interrupted; the report is still written`;

const environment = list([
  ['NO_COLOR', 'No colours, also in a terminal. FORCE_COLOR: colours, also in a pipe.'],
  [
    'LINKSMITH_REDIS_URL',
    'The queue of worker --queue and fuzz --queue, when none is named there; may hold a password.',
  ],
  ['LINKSMITH_REDIS_USERNAME, LINKSMITH_REDIS_PASSWORD', 'The same, beside an address that holds none.'],
  ['LINKSMITH_TARGETS', 'Where npm run targets:install puts linkers, instead of .targets/.'],
  ['LINKSMITH_DEBUG', 'Show the stack of an internal error.'],
  ['LLD_REPRODUCE', 'linksmith-ld, as wasm-ld: write inputs and command line of the link to this tar archive.'],
]);
