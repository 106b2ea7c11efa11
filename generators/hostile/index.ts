/** The public face of hostile cases: links that no compiler and no build makes. */

export {
  type HostilePlace,
  type HostileProfile,
  hostileAt,
  hostileProfiles,
  isHostileProfile,
  mutatorNames,
} from './hostile-at.ts';
export {
  type HostileCase,
  hostileSchemaVersion,
  isHostile,
  lowerHostile,
  parseHostileCase,
  printHostile,
} from './hostile-case.ts';
export { type LargeLink, type LargeShape, largeShapes } from './large-links.ts';
export { largeMutants, type MutatorClass, mutatorClasses } from './large-mutants.ts';
export { type Mutant, MutantsOfBase, mutantsOfBase } from './mutants.ts';
export { mutateFile } from './mutate-file.ts';
export { shrinkHostile, smallerFiles } from './shrink-hostile.ts';
