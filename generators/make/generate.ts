/**
 * Makes a scenario from choices: who defines what, then where every name leads, then data and programs that only do what
 * the model can predict. Nothing is thrown away and drawn again.
 * The order matters: what is decided from resolution on must not change what resolves to what.
 */

import { type Resolution, resolve } from '../model/resolve.ts';
import { featureAreas, type Scenario } from '../scenario/scenario.ts';
import { castAbsolute } from './cast-absolute.ts';
import { castData, referToData } from './cast-data.ts';
import { castInitFunctions, castProbes } from './cast-entry-points.ts';
import { castFunctions, referToFunctions } from './cast-functions.ts';
import { castGlobals } from './cast-globals.ts';
import { castIdleCaller } from './cast-idle-caller.ts';
import { castLibraries } from './cast-library.ts';
import { castLoneMember } from './cast-lone-member.ts';
import { castSections, fillSections } from './cast-sections.ts';
import { castTables } from './cast-tables.ts';
import { castTags } from './cast-tags.ts';
import { castThreads } from './cast-threads.ts';
import { castWrap } from './cast-wrap.ts';
import type { Choices } from './choices.ts';
import { chooseOptions, describeObjects } from './choose-options.ts';
import { castDebugStrings } from './debug-strings.ts';
import { Draft } from './draft.ts';
import { fillSegments } from './fill-segments.ts';
import { injectError } from './inject-error.ts';
import { placeObjects } from './place-objects.ts';
import { makePositionIndependent } from './position-independence.ts';
import { chooseAreas, type Profile } from './profiles.ts';
import { addTouching } from './touching.ts';
import { aimLook, useThreadLocal } from './use-thread-local.ts';
import { writeBodies } from './write-bodies.ts';

export function generateScenario(choices: Choices, profile: Profile, title: string): Scenario {
  const draft = new Draft(choices, profile, chooseAreas(profile, choices));
  placeObjects(draft);
  castFunctions(draft);
  castWrap(draft);
  castData(draft);
  castAbsolute(draft);
  castLibraries(draft);
  castGlobals(draft);
  castTags(draft);
  castTables(draft);
  castProbes(draft);
  castInitFunctions(draft);
  castThreads(draft);
  castSections(draft);
  castDebugStrings(draft);
  referToFunctions(draft);
  referToData(draft);
  castIdleCaller(draft);
  castLoneMember(draft);
  shufflePayloads(draft);
  addTouching(draft);
  chooseOptions(draft);
  describeObjects(draft);
  // From here on every name leads where it will lead.
  const resolution = resolveWithoutDuplicates(draft, title);
  fillSegments(draft, resolution);
  fillSections(draft, resolution);
  writeBodies(draft, resolution);
  useThreadLocal(draft, resolution);
  makePositionIndependent(draft, resolution);
  aimLook(draft, scenarioOf(draft, title));
  injectError(draft);
  return scenarioOf(draft, title);
}

function scenarioOf(draft: Draft, title: string): Scenario {
  return {
    schemaVersion: 1,
    title,
    leftOut: featureAreas.filter((area) => !draft.has(area)),
    inputs: draft.inputs,
    ...(draft.libraries.length > 0 && { libraries: draft.libraries }),
    options: draft.options,
    ...(draft.loading && { loading: draft.loading }),
    probes: draft.probes,
  };
}

/** So that neither symbols nor payloads stand in the order in which they were thought of. */
function shufflePayloads(draft: Draft): void {
  for (const { functions, symbols } of draft.objects) {
    functions.splice(0, functions.length, ...draft.choices.shuffle(functions));
    symbols.splice(0, symbols.length, ...draft.choices.shuffle(symbols));
  }
}

/** A strong definition that meets another one becomes weak; which members are linked does not depend on that. */
function resolveWithoutDuplicates(draft: Draft, title: string): Resolution {
  const resolution = resolve(scenarioOf(draft, title));
  const twice = new Set<string>();
  for (const { code, symbol } of resolution.problems) if (code === 'duplicate-symbol') twice.add(symbol);
  if (twice.size === 0) return resolution;
  for (const object of draft.objects) {
    for (const symbol of object.symbols) {
      if (symbol.binding !== 'strong' || !twice.has(symbol.name)) continue;
      if (resolution.winners.get(symbol.name) !== symbol && !symbol.denotes.kind.startsWith('undefined-')) {
        symbol.binding = 'weak';
      }
    }
  }
  return resolve(scenarioOf(draft, title));
}
