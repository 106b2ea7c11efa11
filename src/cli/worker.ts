/**
 * `linksmith worker`: serves a queue of leases until it is interrupted, on all cores. It runs the targets that it is started
 * with and no others. Which campaign it works for, it does not know: who fills the queue keeps findings and reports.
 * Not here: the queue (`src/campaign/queue`), the command that fills it (`fuzz.ts`).
 */
import type { CommandContext } from './command-context.ts';
import { ExitCode } from './exit-codes.ts';
import { count, duration, targetList } from './option-values.ts';
import { printJson, type Surroundings } from './surroundings.ts';

interface WorkerOptions {
  readonly queue: string | true;
  readonly target?: readonly string[];
  readonly jobs?: number;
  readonly idle?: number;
  readonly lease?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addWorker({ program, surroundings, action }: CommandContext): void {
  program
    .command('worker')
    .description('serve a queue of cases for campaigns of linksmith fuzz --queue, here or on other machines')
    .requiredOption(
      '--queue [address]',
      'its Redis, redis://HOST:PORT (default: LINKSMITH_REDIS_URL, which may hold a password)',
    )
    .option('--target <names>', 'the linkers to test, as of the campaign, a,b (default lazy)', targetList)
    .option('--jobs <n>', 'worker threads (default: one a core)', count)
    .option('--idle <duration>', 'end after so long without work (default: never)', duration)
    .option(
      '--lease <duration>',
      'what a worker that is silent for so long was at is given to another',
      duration,
      15_000,
    )
    .option('--json', 'print at the end what was served, as JSON')
    .option('-q, --quiet', 'say nothing')
    .action(action((options: WorkerOptions) => serve(options, surroundings)));
}

async function serve(options: WorkerOptions, surroundings: Surroundings): Promise<ExitCode> {
  const { addressText, redisAddress } = await import('../campaign/queue/redis-address.ts');
  const { serveQueue } = await import('../campaign/queue/lease-worker.ts');
  const { withWorkshop } = await import('./workshop.ts');
  const address = redisAddress(options.queue === true ? undefined : options.queue, surroundings.env);
  const say = (text: string) => (options.quiet === true ? undefined : surroundings.stderr(`linksmith: ${text}\n`));
  const interrupt = new AbortController();
  const stopListening = surroundings.onInterrupt(() => interrupt.abort());
  const work = withWorkshop(
    surroundings,
    ({ harness, pool }) =>
      serveQueue({
        address,
        harness,
        pool,
        targets: options.target ?? ['lazy'],
        interrupt: interrupt.signal,
        idleMs: options.idle,
        leaseMs: options.lease,
        onReady: (targets) => say(`${namesOf(targets)}: serving the queue at ${addressText(address)}`),
      }),
    options.jobs,
  );
  const { leases, cases } = await work.finally(stopListening);
  say(`served ${leases} leases, ${cases} cases`);
  if (options.json === true) printJson(surroundings, { schemaVersion: 1, leases, cases });
  return ExitCode.Clean;
}

const namesOf = (targets: readonly { readonly name: string; readonly version: string }[]): string =>
  targets.map(({ name, version }) => `${name} (${version})`).join(', ');
