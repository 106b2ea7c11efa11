/**
 * `linksmith dashboard`: a page that follows a campaign, running or ended, and the nights of `linksmith nightly`, until it
 * is interrupted. It reads what they save, and writes nothing.
 * Not here: what is read (`dashboard-folder.ts`), who gets an answer (`dashboard-server.ts`), the page (`src/report/html`).
 */
import { InvalidArgumentError } from 'commander';
import type { CommandContext } from './command-context.ts';
import { ExitCode, UsageError } from './exit-codes.ts';
import { wholeNumber } from './option-values.ts';
import type { Surroundings } from './surroundings.ts';

interface DashboardOptions {
  readonly state?: string;
  readonly host: string;
  readonly port: number;
}

export function addDashboard({ program, surroundings, action }: CommandContext): void {
  program
    .command('dashboard')
    .argument('[dir]', 'the folder of a campaign')
    .description('follow a campaign, and what nights have found, on a page in the browser')
    .option('--state <dir>', 'the folder that nightly keeps; without a campaign, the last night is followed')
    .option('--host <address>', 'where to listen; beyond this machine whoever comes may read', '127.0.0.1')
    .option('--port <n>', 'where to listen; 0 takes a free one', port, 8019)
    .addHelpText('after', '\nThe same as JSON is at /data.json.')
    .action(
      action((directory: string | undefined, options: DashboardOptions) => dashboard(directory, options, surroundings)),
    );
}

async function dashboard(
  directory: string | undefined,
  { state, host, port }: DashboardOptions,
  surroundings: Surroundings,
): Promise<ExitCode> {
  if (directory === undefined && state === undefined)
    throw new UsageError('name the folder of a campaign, or --state DIR');
  const { openDashboardFolder } = await import('./dashboard-folder.ts');
  const { serveDashboard } = await import('./dashboard-server.ts');
  const folder = openDashboardFolder({ directory, state }, surroundings);
  // What cannot be read at all is said here, and not to a browser.
  await folder.look();
  const server = await serveDashboard(folder, { host, port });
  const interrupted = new Promise<void>((resolve) => {
    const stopListening = surroundings.onInterrupt(() => {
      stopListening();
      resolve();
    });
  });
  surroundings.stdout(`${server.address}\n`);
  await interrupted;
  await server.close();
  return ExitCode.Clean;
}

function port(text: string): number {
  const value = wholeNumber(text);
  if (value > 65_535) throw new InvalidArgumentError('A port is at most 65535.');
  return value;
}
