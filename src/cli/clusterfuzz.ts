/** The entry of the ClusterFuzz bundle: `clusterfuzz-run.ts` does the work. */
import { main } from './clusterfuzz-run.ts';

main(process.argv.slice(2), (text) => void process.stderr.write(text)).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.stderr.write(`linksmith: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 2;
  },
);
