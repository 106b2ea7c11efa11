/**
 * The public face of `src/targets`: linkers behind one interface.
 *
 * @module linksmith/targets
 */
export { CommandTemplateError, commandTarget } from './command.ts';
export { cannedTarget, doctoredTarget } from './doctored.ts';
export { inProcessTarget } from './in-process.ts';
export type { ProcessEnd, ProcessLimits, ProcessRequest, ProcessResult } from './limited-process.ts';
export { type NativeLinker, nativeLimits, nativeTarget } from './native.ts';
export { packageRoot } from './package-root.ts';
export { listTargets, openTarget, type TargetListing, targetNames } from './registry.ts';
export * from './target.ts';
export { isTimeLimit, withinTime } from './time-limit.ts';
export { wasmLdTarget } from './wasm-ld.ts';
