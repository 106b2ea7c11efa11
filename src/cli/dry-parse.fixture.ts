/** Command lines that are written down, parsed by the command definitions and not run. Tests only. */
import { splitAtDashes } from './main.ts';
import { buildProgram } from './program.ts';
import { processSurroundings } from './surroundings.ts';

/** What `linksmith` would complain of before it does anything; undefined when a command would run. */
export async function complaintAbout(argv: readonly string[]): Promise<string | undefined> {
  // The linker parses its own.
  if (argv[0] === 'ld') return undefined;
  const { words, afterDashes } = splitAtDashes(argv);
  let said = '';
  let runs = false;
  const surroundings = {
    ...processSurroundings(),
    stdout: () => {},
    stderr(text: string) {
      said += text;
    },
  };
  const action = () => async () => {
    runs = true;
  };
  const program = buildProgram({ surroundings, afterDashes, action });
  const helped = await program.parseAsync([...words], { from: 'user' }).then(
    () => false,
    ({ exitCode }) => exitCode === 0,
  );
  return runs || helped ? undefined : said.trim();
}
