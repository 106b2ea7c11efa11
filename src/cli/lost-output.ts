/**
 * What was printed and did not arrive: a full disk behind standard output is an error of the program; a reader that has
 * seen enough (`| head`) is none.
 */
import { systemReason } from './disk-files.ts';

/** Says it and ends the process with 1, whatever else it would end with. */
export function failWhenOutputIsLost(program: string): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`${program}: error: cannot write to standard output: ${systemReason(error)}\n`);
    process.on('exit', () => {
      process.exitCode = 1;
    });
  });
}
