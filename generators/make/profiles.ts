/**
 * How large cases are and which areas they hold. A profile gives ranges; swarm selection then leaves each area out of a
 * case with the profile's likelihood, so that areas also occur without each other.
 */

import { type FeatureArea, featureAreas } from '../scenario/scenario.ts';
import type { Choices } from './choices.ts';

/** Both ends included. */
export type Range = readonly [low: number, high: number];

/** What kind of cases is made. Likelihoods are in percent. */
export interface Profile {
  readonly name: string;
  /** A few features bring one more of their own. */
  readonly objects: Range;
  /** Names of functions and of data that objects share. */
  readonly sharedFunctions: Range;
  readonly sharedData: Range;
  /** Local functions and data of each object. */
  readonly localFunctions: Range;
  readonly localData: Range;
  readonly probes: Range;
  /** Terms of one mix. */
  readonly terms: Range;
  /** How deep expressions nest. */
  readonly depth: number;
  /** Percent: each area that is not in `always` is left out of a case. */
  readonly leaveOut: number;
  readonly always: readonly FeatureArea[];
  readonly never: readonly FeatureArea[];
  /** Only what every linker has: `--export`, archives of GNU's plain form, sites as compilers write them. */
  readonly plain?: true;
  /** Percent of cases that must not link, given that the area `link-errors` is in. */
  readonly errors: number;
}

const medium: Profile = {
  name: 'default',
  objects: [2, 6],
  sharedFunctions: [3, 9],
  sharedData: [2, 7],
  localFunctions: [0, 2],
  localData: [0, 2],
  probes: [1, 3],
  terms: [2, 5],
  depth: 2,
  leaveOut: 35,
  always: [],
  never: [],
  errors: 14,
};

function areaProfile(name: string, always: readonly FeatureArea[], change: Partial<Profile> = {}): Profile {
  return { ...medium, name, leaveOut: 70, always, errors: 0, ...change };
}

const plainAreas: readonly FeatureArea[] = [
  'weak',
  'alias',
  'local',
  'hidden',
  'table',
  'data-pointers',
  'addends',
  'stores',
  'stack',
  'signatures',
  'multivalue',
  'recursion',
  'comdat',
  'archive',
  'init-functions',
  'no-strip',
  'zero-size',
  'bss',
  'host-imports',
  'wide-addends',
];

/** Profiles by name: three sizes, then one for each area of features; `linksmith help profiles` says more. */
export const profiles = {
  tiny: {
    ...medium,
    name: 'tiny',
    objects: [1, 2],
    sharedFunctions: [1, 3],
    sharedData: [0, 2],
    localFunctions: [0, 1],
    localData: [0, 1],
    probes: [1, 1],
    terms: [1, 3],
    depth: 1,
    leaveOut: 60,
  },
  default: medium,
  large: {
    ...medium,
    name: 'large',
    objects: [15, 40],
    sharedFunctions: [40, 90],
    sharedData: [30, 70],
    localFunctions: [0, 4],
    localData: [0, 4],
    probes: [3, 8],
    leaveOut: 15,
  },
  torture: {
    ...medium,
    name: 'torture',
    objects: [100, 250],
    sharedFunctions: [300, 600],
    sharedData: [200, 500],
    localFunctions: [0, 5],
    localData: [0, 5],
    probes: [8, 20],
    terms: [2, 7],
    depth: 3,
    leaveOut: 5,
    errors: 2,
  },
  /** For linkers that have little more than objects, archives and `--export`. */
  plain: {
    ...medium,
    name: 'plain',
    plain: true,
    errors: 0,
    never: featureAreas.filter((area) => !plainAreas.includes(area)),
  },
  weak: areaProfile('weak', ['weak', 'alias', 'local', 'weak-undefined']),
  data: areaProfile('data', ['data-pointers', 'addends', 'alias', 'zero-size', 'bss', 'stores'], {
    sharedData: [4, 12],
  }),
  tables: areaProfile('tables', ['table', 'signatures', 'data-pointers', 'weak-undefined']),
  comdats: areaProfile('comdats', ['comdat', 'init-functions', 'custom-sections'], { objects: [3, 6] }),
  archives: areaProfile('archives', ['archive', 'start-lib', 'weak'], { objects: [4, 9] }),
  'init-functions': areaProfile('init-functions', ['init-functions', 'stores', 'archive', 'comdat']),
  'custom-sections': areaProfile('custom-sections', ['custom-sections', 'globals']),
  globals: areaProfile('globals', ['globals', 'stack', 'custom-sections']),
  pic: areaProfile('pic', ['pic', 'libraries', 'table', 'data-pointers', 'hidden']),
  memory64: areaProfile('memory64', ['memory64', 'data-pointers', 'addends', 'stack']),
  threads: areaProfile('threads', ['shared-memory', 'thread-local', 'stores', 'data-pointers', 'bss']),
  'moved-threads': areaProfile(
    'moved-threads',
    ['pic', 'shared-memory', 'thread-local', 'data-pointers', 'table', 'stores'],
    { leaveOut: 50 },
  ),
  pic64: areaProfile(
    'pic64',
    ['pic', 'memory64', 'table', 'data-pointers', 'weak', 'weak-undefined', 'custom-sections', 'globals'],
    { leaveOut: 50 },
  ),
  exceptions: areaProfile('exceptions', ['tags', 'weak', 'local', 'host-imports', 'archive']),
  'more-tables': areaProfile('more-tables', ['tables', 'table', 'signatures', 'weak', 'local', 'host-imports']),
  options: areaProfile('options', ['options'], { leaveOut: 40 }),
  wraps: areaProfile('wraps', ['wrap', 'weak', 'archive', 'table']),
  names: areaProfile('names', ['odd-names', 'hidden', 'options'], { leaveOut: 50 }),
  addresses: areaProfile(
    'addresses',
    ['absolute', 'wide-addends', 'addends', 'data-pointers', 'local', 'custom-sections'],
    {
      sharedData: [4, 10],
    },
  ),
  addresses64: areaProfile(
    'addresses64',
    ['memory64', 'absolute', 'data-pointers', 'local', 'weak', 'custom-sections'],
    {
      sharedData: [4, 10],
    },
  ),
  'open-symbols': areaProfile('open-symbols', ['open-symbols', 'weak-undefined', 'data-pointers']),
  'debug-strings': areaProfile('debug-strings', ['debug-strings', 'custom-sections', 'strings']),
  // A few cases link: what a canary spoils has to be linked.
  errors: areaProfile('errors', ['link-errors'], { errors: 92, leaveOut: 40 }),
} as const satisfies Record<string, Profile>;

/** A key of `profiles`. */
export type ProfileName = keyof typeof profiles;
/** Keys of `profiles`. */
export const profileNames = Object.keys(profiles) as readonly ProfileName[];

/** Swarm selection: the areas of one case. */
export function chooseAreas(profile: Profile, choices: Choices): ReadonlySet<FeatureArea> {
  const chosen = featureAreas.filter((area) => {
    if (profile.never.includes(area)) return false;
    return profile.always.includes(area) || !choices.percent(profile.leaveOut);
  });
  return new Set(chosen);
}
