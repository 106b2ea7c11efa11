/** `linksmith` on the toy harness, as a program of its own that can be killed. Tests only. */
import { main } from './main.ts';
import { processSurroundings } from './surroundings.ts';

process.exitCode = await main(process.argv.slice(2), {
  ...processSurroundings(),
  worker: new URL('../campaign/engine/worker.js', import.meta.url),
  harness: new URL('../campaign/engine/toy-harness.fixture.js', import.meta.url).href,
});
