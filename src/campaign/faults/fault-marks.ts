/**
 * Names that a planted fault and those who watch it share: the global variable on which the patched lines say that they
 * are run, and the two sentences that cases are asked about.
 */

/** It exists in faulty copies only. */
export const reachedVariable = '__linksmithFaultReached';

export const reachedProperty = 'fault-is-reached';
export const triggeredProperty = 'fault-is-triggered';
