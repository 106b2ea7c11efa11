/**
 * `linksmith audit --module OUT.wasm FILES… [-- ld options]`: whether a module, whoever linked it of these files, holds at
 * every relocation site what they demand. Nothing is linked. Exit 1 when something is not as it must be.
 * Not here: the audit (`properties/audit`), links of our own that are judged by every property (`check.ts`).
 */
import { dirname, join } from 'node:path';
import type { Audit } from '../../properties/audit/audit-module.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode, InputError } from './exit-codes.ts';
import { colorsFor, printJson, type Surroundings } from './surroundings.ts';

interface AuditCommandOptions {
  readonly module: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addAudit({ program, surroundings, afterDashes, action }: CommandContext): void {
  program
    .command('audit')
    .argument(
      '<files...>',
      'the objects and archives that it was linked of, in their order; one that the ld options name too stands there',
    )
    .usage('--module <file> <files...> [-- ld options]')
    .description('check each relocation site of a module that any linker made')
    .requiredOption('--module <file>', 'what the linker wrote')
    .option('--json', 'print counts and findings as JSON')
    .option('-q, --quiet', 'say it with the exit code only')
    .action(
      action(async (files: string[], options: AuditCommandOptions) => {
        const audited = await audit(files, options.module, afterDashes, surroundings);
        await tell(audited, options, surroundings);
        return audited.findings.length === 0 ? ExitCode.Clean : ExitCode.Found;
      }),
    );
}

async function audit(
  names: readonly string[],
  moduleName: string,
  options: readonly string[],
  { cwd }: Surroundings,
): Promise<Audit> {
  const { decoding, readWasmInput } = await import('./input-file.ts');
  const { decodeModule } = await import('../wasm/index.ts');
  const { auditModule } = await import('../../properties/audit/audit-module.ts');
  const { inputsOfJob } = await import('../../properties/audit/job-inputs.ts');
  const bytes = await readWasmInput(moduleName, cwd);
  const module = decoding(moduleName, () => decodeModule(bytes));
  // A file that the options name too stands where they have it: between `--whole-archive` and its end.
  const args = [...options, ...names.filter((name) => !options.includes(name))];
  const job = inputsOfJob({ files: await filesOf(names, cwd), args });
  if (job.kind === 'cannot-follow') throw new InputError(`this link cannot be followed: ${job.reason}`);
  return auditModule(module, job.inputs, job.options);
}

/** By name, with the members of thin archives, which are files beside them. */
async function filesOf(names: readonly string[], cwd: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const { decoding, readWasmInput } = await import('./input-file.ts');
  const { decodeArchive, isArchive } = await import('../wasm/index.ts');
  const files = new Map<string, Uint8Array>();
  for (const name of names) {
    const bytes = await readWasmInput(name, cwd);
    files.set(name, bytes);
    if (!isArchive(bytes)) continue;
    const archive = decoding(name, () => decodeArchive(bytes));
    for (const member of archive.thin ? archive.members : []) {
      files.set(member.name, await readWasmInput(join(dirname(name), member.name), cwd));
    }
  }
  return files;
}

async function tell(
  { findings, sites, placed, payloads }: Audit,
  { module, json, quiet }: AuditCommandOptions,
  surroundings: Surroundings,
): Promise<void> {
  if (json === true) printJson(surroundings, { schemaVersion: 1, module, sites, placed, payloads, findings });
  if (json === true || quiet === true) return;
  const { visible } = await import('../report/visible.ts');
  const colors = await colorsFor(surroundings);
  const say = (text: string) => surroundings.stdout(`${text}\n`);
  for (const { key, message } of findings) say(`${colors.red(key)}\n  ${visible(message)}`);
  const count = findings.length === 0 ? colors.green('nothing wrong') : colors.red(`${findings.length} wrong`);
  say(`${module}: ${count}; ${sites} relocation sites, ${placed} of ${payloads} functions and segments found`);
  if (placed === 0 && payloads > 0) say('nothing of the files is in the module: was it linked of them?');
}
