// Runs a WASI command and ends with its exit code: `node run-wasi-program.mjs MODULE '{"args":[],"env":{}}'`. A process of
// its own, so that an engine that dies takes nothing with it.
import { readFileSync } from 'node:fs';
import { WASI } from 'node:wasi';

const [module, plan] = process.argv.slice(2);
const wasi = new WASI({ version: 'preview1', ...JSON.parse(plan), returnOnExit: true });
const { instance } = await WebAssembly.instantiate(readFileSync(module), { wasi_snapshot_preview1: wasi.wasiImport });
process.exitCode = wasi.start(instance);
