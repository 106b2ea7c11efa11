/** A finding to say something of: `self-check` fails on `lazy`. Tests only. */
import type { Finding } from './finding.ts';

export function findingWith(change: Partial<Finding> = {}): Finding {
  return {
    schemaVersion: 1,
    property: 'self-check',
    statement: 'A probe gives what the model says',
    target: { name: 'lazy', version: '0.1.0' },
    signature: { target: 'lazy', property: 'self-check', key: 'wrong-value', features: ['weak'] },
    linksmith: '0.1.0',
    profile: 'default',
    seed: 7,
    index: 3,
    message: 'expected 1, got 2',
    reproduced: true,
    shrink: { complete: true, tried: 10 },
    job: { args: ['a.o'], files: [] },
    ...change,
  };
}
