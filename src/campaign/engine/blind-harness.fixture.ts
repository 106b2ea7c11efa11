/** The toy harness without the property that sees anything: what the canary is for. Tests only. */
import type { Harness } from './harness.ts';
import { toyHarness, toyProperties } from './toy-harness.fixture.ts';

export const harness: Harness = toyHarness(toyProperties.filter(({ name }) => name === 'small-enough')) as Harness;
