/** What LLVM's assembler makes of the assembly of generated objects, where it is installed, and what there is none for. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { caseAt, lowerObject, objectsOf, type ProfileName, type Scenario } from '../../generators/index.ts';
import { exampleScenario } from '../../properties/example-scenario.ts';
import { findProgram } from '../targets/program-path.ts';
import { decodeObject, type LinkingSection, type WasmObject } from '../wasm/index.ts';
import { type Assembly, assemble, objectAssembly } from './object-assembly.ts';
import { meaningOf } from './object-meaning.fixture.ts';

const program = 'llvm-mc-19';

function assembled(assembly: Assembly): WasmObject {
  const words = assemble(assembly, '-', '-').split(' ');
  const { status, stdout, stderr } = spawnSync(program, words, { input: assembly.text, maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(String(stderr));
  return decodeObject(new Uint8Array(stdout));
}

/** Undefined where there is no assembly. */
function assemblyOf(object: WasmObject): Assembly | undefined {
  try {
    return objectAssembly(object);
  } catch {
    return undefined;
  }
}

const objectOf = (scenario: Scenario, at = 0): WasmObject => decodeObject(lowerObject(objectsOf(scenario)[at]!));

const profiles: readonly [ProfileName, number][] = [
  ['plain', 4],
  ['default', 10],
  ['comdats', 3],
  ['custom-sections', 3],
  ['threads', 3],
  ['pic', 3],
  ['memory64', 3],
  ['exceptions', 2],
];

describe.skipIf(findProgram(program) === undefined)(`${program} (skipped where it is not on PATH)`, () => {
  test.each(profiles)('makes of the assembly of %s objects what they were', (profile, count) => {
    let compared = 0;
    for (let index = 0; index < count; index++) {
      for (const one of objectsOf(caseAt({ seed: 78, index, profile }))) {
        const object = decodeObject(lowerObject(one));
        const assembly = assemblyOf(object);
        if (assembly === undefined) continue;
        expect(meaningOf(assembled(assembly))).toEqual(meaningOf(object));
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(0);
  });
});

test('the assembly of an object', () => {
  expect(objectAssembly(objectOf(exampleScenario)).text).toMatchInlineSnapshot(`
    "	.functype	probe () -> (i32)
    	.globl	probe
    	.type	probe,@function
    	.functype	answer () -> (i32)
    	.weak	answer
    	.type	answer,@function
    	.functype	dead () -> (i32)
    	.globl	dead
    	.type	dead,@function
    	.functype	init () -> ()
    .Lnamed_init = init
    	.type	init,@function
    	.functype	initialized () -> (i32)
    	.globl	initialized
    	.type	initialized,@function
    	.globl	data
    	.type	data,@object
    	.type	pointer,@object
    	.tabletype	__indirect_function_table, funcref
    	.globl	__indirect_function_table
    	.no_dead_strip	__indirect_function_table
    	.section	.text.probe,"",@
    	.type	probe,@function
    probe:
    	.functype	probe () -> (i32)
    	call	answer
    	i32.const	16777619
    	i32.mul
    	i32.const	data+4
    	i32.load	0:p2align=0
    	i32.xor
    	i32.const	16777619
    	i32.mul
    	i32.const	pointer
    	i32.load	0:p2align=0
    	i32.const	1
    	i32.add
    	i32.load8_u	0
    	i32.xor
    	i32.const	16777619
    	i32.mul
    	i32.const	answer
    	call_indirect	__indirect_function_table, () -> (i32)
    	i32.xor
    	end_function
    	.section	.text.answer,"",@
    	.type	answer,@function
    answer:
    	.functype	answer () -> (i32)
    	i32.const	13
    	end_function
    	.section	.text.dead,"",@
    	.type	dead,@function
    dead:
    	.functype	dead () -> (i32)
    	i32.const	99
    	end_function
    	.section	.text.init,"",@
    	.type	init,@function
    init:
    	.functype	init () -> ()
    	i32.const	data+8
    	i32.const	3
    	i32.store	0:p2align=0
    	end_function
    	.section	.text.initialized,"",@
    	.type	initialized,@function
    initialized:
    	.functype	initialized () -> (i32)
    	i32.const	0
    	i32.load	data+8:p2align=0
    	end_function
    	.section	.data.d,"",@
    	.p2align	2
    data:
    	.ascii	"\\001\\002\\003\\004\\005\\006\\007\\010\\000\\000\\000\\000"
    	.size	data, 12
    	.section	.data.p,"",@
    	.p2align	2
    pointer:
    	.int32	data+2
    	.size	pointer, 4
    	.section	.init_array.100,"",@
    	.p2align	2
    	.int32	init
    "
  `);
});

type Change = (object: WasmObject) => WasmObject;
const changed =
  (change: (object: WasmObject) => Partial<WasmObject>): Change =>
  (object) => ({ ...object, code: object.code, data: object.data, ...change(object) });
const relinked = (change: (linking: LinkingSection) => Partial<LinkingSection>): Change =>
  changed(({ linking }) => ({ linking: { ...linking, ...change(linking) } }));
const renamed = (name: string): Change =>
  relinked(({ symbols }) => ({ symbols: symbols.map((symbol) => ({ ...symbol, name })) }));
const silent = relinked(() => ({ segments: [] }));

test.each<readonly [string, Change]>([
  ['two symbols are called "same"', renamed('same')],
  ['there is a start function', changed(() => ({ start: 0 }))],
  ['not every segment has a name', silent],
  ['a function has no symbol', relinked(() => ({ symbols: [] }))],
])('there is no assembly where %s', (reason, change) => {
  expect(() => objectAssembly(change(objectOf(exampleScenario)))).toThrow(reason);
});

test('there is none for segments without a name', () => {
  expect(() => objectAssembly(silent(objectOf(exampleScenario)))).toThrow('not every segment has a name');
});
