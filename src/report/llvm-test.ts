/**
 * A finding as a test of LLVM's own suite: objects as assembly or yaml2obj YAML in one file, RUN lines that build and link
 * them. The last line says what must hold in words that the finder has to turn into a check; nothing of this project is
 * needed. In: the files of a job and its arguments. Out: the text, or undefined for jobs that such a test has no lines for.
 * Not here: the text of an object (`object-text.ts`).
 */
import { decodeArchive, isArchive, isWasm } from '../wasm/index.ts';
import { objectText } from './object-text.ts';

export interface LitJob {
  readonly args: readonly string[];
  readonly inputs: ReadonlyMap<string, Uint8Array>;
  /** What must hold. */
  readonly statement: string;
}

export function llvmTest({ args, inputs, statement }: LitJob): string | undefined {
  const documents: string[] = [];
  const runs = ['# RUN: rm -rf %t && split-file %s %t && cd %t'];
  const build = (name: string, bytes: Uint8Array) => {
    const { file, text, command } = objectText(name, bytes);
    documents.push(`#--- ${file}`, text.trimEnd());
    runs.push(`# RUN: ${command}`);
  };
  try {
    for (const [name, bytes] of inputs) {
      if (args.includes(name) && !isWasm(bytes) && !isArchive(bytes)) return undefined;
      if (!plainName.test(name)) return undefined;
      if (isWasm(bytes)) build(name, bytes);
      else if (isArchive(bytes)) runs.push(archiveLine(name, bytes, build));
    }
  } catch {
    // What yaml2obj has no words for.
    return undefined;
  }
  const words = args.map((arg) => (plainName.test(arg) || /^[\w=,.:-]+$/.test(arg) ? arg : `'${arg}'`)).join(' ');
  runs.push(`# RUN: wasm-ld ${words} -o out.wasm`, '# RUN: obj2yaml out.wasm | FileCheck %s');
  return [
    ...runs,
    '',
    ...statement.split('\n').map((line) => `# ${line}`),
    '# CHECK: --- !WASM',
    '',
    ...documents,
    '',
  ].join('\n');
}

const plainName = /^[\w.+-]+$/;

/** Archives are made of their members; one without a symbol table is made without. */
function archiveLine(name: string, bytes: Uint8Array, build: (name: string, bytes: Uint8Array) => void): string {
  const names = decodeArchive(bytes).members.map((member) => {
    const file = `${name}.${member.name}`;
    if (member.bytes !== undefined) build(file, member.bytes);
    return file;
  });
  return `# RUN: llvm-ar rcs ${name} ${names.join(' ')}`;
}
