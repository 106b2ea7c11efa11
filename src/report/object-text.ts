/**
 * An object as text that LLVM's tools make it from again: assembly where that says all of it, else YAML, which always
 * does. In: an object by its name. Out: the text, the file that it belongs in, and the command that makes the object.
 * Throws an Error when there is neither.
 */
import { decodeObject } from '../wasm/index.ts';
import { assemble, objectAssembly } from './object-assembly.ts';
import { objectYaml } from './object-yaml.ts';

export interface ObjectText {
  readonly file: string;
  readonly language: 'asm' | 'yaml';
  readonly text: string;
  readonly command: string;
  /** Of YAML: what there is no assembly for. */
  readonly notAssembly?: string;
}

export function objectText(name: string, bytes: Uint8Array): ObjectText {
  const object = decodeObject(bytes);
  try {
    const file = `${name.replace(/\.o$/, '')}.s`;
    const assembly = objectAssembly(object);
    return { file, language: 'asm', text: assembly.text, command: `llvm-mc ${assemble(assembly, file, name)}` };
  } catch (error) {
    const file = `${name}.yaml`;
    const notAssembly = error instanceof Error ? error.message : String(error);
    return { file, language: 'yaml', text: objectYaml(object), command: `yaml2obj ${file} -o ${name}`, notAssembly };
  }
}
