import { expect, test } from 'vitest';
import { caseAt } from '../make/case.ts';
import { objectsOf } from '../scenario/scenario.ts';
import { archive, calling, defining, scenarioOf } from '../scenario-parts.fixture.ts';
import { printScenario } from './print.ts';

test('a scenario as text', () => {
  const scenario = scenarioOf([calling('a.o', 'f'), archive('lib.a', defining('b.o', 'f', 7, 'weak'))]);
  expect(printScenario(scenario)).toMatchInlineSnapshot(`
    "scenario: by hand
    command: wasm-ld --no-entry --export=main a.o lib.a -o out.wasm
    archive lib.a of b.o

    object a.o
      symbol main strong = function main
      symbol f strong = undefined function ()->(i32)
      function main ()->(i32)
        return mix(1, f())

    object b.o
      symbol f weak = function f
      function f ()->(i32)
        return 7

    must link
      linked: a.o b.o
      main() = 16777620
    "
  `);
});

test('every generated scenario prints, with all that it names', () => {
  for (let index = 0; index < 40; index++) {
    const scenario = caseAt({ seed: 6, index, profile: index % 2 ? 'default' : 'errors' });
    const text = printScenario(scenario);
    expect(text).not.toContain('undefined\n');
    expect(text).not.toContain('[object');
    for (const { name, symbols } of objectsOf(scenario)) {
      for (const word of [name, ...symbols.map(({ id }) => id)]) expect(text).toContain(word);
    }
  }
});
