/**
 * `linksmith inspect FILE…`: what stands in objects, modules and archives, as tables, JSON or as llvm-objdump prints it; and,
 * with the files taken for one link, why a symbol is alive and what its bytes are.
 * Not here: the facts (`src/report/inspection.ts`, `src/campaign/explain`) and the text (`src/report`).
 */
import type { Inspection } from '../report/inspection.ts';
import type { Colors } from '../report/text-table.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode, InputError, UsageError } from './exit-codes.ts';
import { colorsFor, printJson, type Surroundings } from './surroundings.ts';

interface InspectOptions {
  readonly json?: boolean;
  readonly disassemble?: boolean;
  readonly why?: string;
  readonly atom?: string;
}

export function addInspect({ program, surroundings, afterDashes, action }: CommandContext): void {
  program
    .command('inspect')
    .argument('<files...>', 'objects, modules, archives')
    .usage('[options] <files...> [-- ld options]')
    .description('print sections, symbols, atoms and relocations, or say why a symbol is alive')
    .option('-d, --disassemble', 'print code and data with their relocations, as llvm-objdump -d -s -r does')
    .option('--why <symbol>', 'link the files on paper: which definition counts, and what keeps it alive')
    .option('--atom <symbol>', 'the same, with its bytes and relocations')
    .option('--json', 'print as JSON')
    .action(
      action((files: string[], options: InspectOptions) => inspect(files, options, { surroundings, afterDashes })),
    );
}

type Around = Pick<CommandContext, 'surroundings' | 'afterDashes'>;

async function inspect(files: readonly string[], options: InspectOptions, around: Around): Promise<ExitCode> {
  const asked = [options.why, options.atom, options.disassemble].filter((option) => option !== undefined).length;
  if (asked > 1) throw new UsageError('--why, --atom and --disassemble are three questions: ask one');
  const { why, atom = why } = options;
  if (atom !== undefined) return explain(files, atom, options, around);
  if (around.afterDashes.length > 0) throw new UsageError('options for a link are for --why and --atom');
  return print(files, options, around.surroundings);
}

async function print(
  files: readonly string[],
  { json, disassemble }: InspectOptions,
  surroundings: Surroundings,
): Promise<ExitCode> {
  if (json === true) {
    const listed = (await inspections(files, surroundings)).map(({ name, inspection }) => ({
      file: name,
      ...inspection,
    }));
    printJson(surroundings, { schemaVersion: 1, files: listed });
    return ExitCode.Clean;
  }
  const colors = await colorsFor(surroundings);
  surroundings.stdout(
    (disassemble === true
      ? await disassemblies(files, colors, surroundings)
      : await tables(await inspections(files, surroundings), colors)
    ).join('\n'),
  );
  return ExitCode.Clean;
}

interface Named {
  readonly name: string;
  readonly inspection: Inspection;
}

async function inspections(files: readonly string[], { cwd }: Surroundings): Promise<Named[]> {
  const { decoding, readWasmInput } = await import('./input-file.ts');
  const { inspect: inspectBytes } = await import('../report/inspection.ts');
  const found: Named[] = [];
  for (const name of files) {
    const bytes = await readWasmInput(name, cwd);
    found.push({ name, inspection: decoding(name, () => inspectBytes(bytes)) });
  }
  return found;
}

async function tables(found: readonly Named[], colors: Colors): Promise<string[]> {
  const { inspectionText } = await import('../report/inspection-text.ts');
  return found.map(({ name, inspection }) => inspectionText(name, inspection, colors));
}

async function disassemblies(files: readonly string[], colors: Colors, { cwd }: Surroundings): Promise<string[]> {
  const { decoding, readWasmInput } = await import('./input-file.ts');
  const { disassemblyText } = await import('../report/disassembly-text.ts');
  const texts: string[] = [];
  for (const name of files) {
    const bytes = await readWasmInput(name, cwd);
    texts.push(decoding(name, () => disassemblyText(name, bytes, colors)));
  }
  return texts;
}

/** The files as one link, in their order. */
async function explain(
  files: readonly string[],
  symbol: string,
  { json, atom }: InspectOptions,
  { surroundings, afterDashes }: Around,
): Promise<ExitCode> {
  const { readWasmInput } = await import('./input-file.ts');
  const { explainLink } = await import('../campaign/explain/explain-link.ts');
  const { atomsNamed, atomText, whyText } = await import('../report/atom-text.ts');
  const bytes = new Map<string, Uint8Array>();
  for (const name of files) bytes.set(name, await readWasmInput(name, surroundings.cwd));
  const explained = explainLink({ files: bytes, args: [...afterDashes, ...files] });
  if (explained.kind === 'cannot-explain') throw new InputError(`this link cannot be followed: ${explained.reason}`);
  const choice = explained.choices.find(({ name }) => name === symbol);
  const atoms = atomsNamed(explained, symbol);
  if (choice === undefined && atoms.length === 0)
    throw new InputError(`${symbol}: none of the files has a symbol of that name`);
  if (json === true) {
    const { pathTo } = await import('../campaign/explain/link-graph.ts');
    const withPaths = atoms.map((one) => ({
      ...one,
      path: pathTo(explained.graph, one.id).map(({ names }) => names[0]),
    }));
    printJson(surroundings, { schemaVersion: 1, symbol, choice, atoms: withPaths });
  } else {
    const text = atom === undefined ? whyText : atomText;
    surroundings.stdout(text(explained, symbol, await colorsFor(surroundings)));
  }
  return ExitCode.Clean;
}
