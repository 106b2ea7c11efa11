/** Code as text: held against llvm-objdump 19 on generated objects, where it is installed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lower } from '../../generators/lower/lower.ts';
import { caseAt } from '../../generators/make/case.ts';
import { exampleScenario } from '../../properties/example-scenario.ts';
import { encodeArchive, isWasm } from '../wasm/index.ts';
import { disassemblyText } from './disassembly-text.ts';

const tool = 'llvm-objdump-19';
const hasTool = spawnSync(tool, ['--version']).status === 0;
const { files } = lower(exampleScenario);
const [name, object] = [...files].find(([, bytes]) => isWasm(bytes))!;

/** Instructions by place and bytes, and relocations, as both print them; symbols' names they show in different ways. */
function facts(text: string): string[] {
  const code = text.slice(
    text.indexOf('Disassembly'),
    text.includes('Contents of') ? text.indexOf('Contents of') : undefined,
  );
  return code.split('\n').flatMap((line) => {
    const instruction = /^ +([0-9a-f]+): ((?:[0-9a-f]{2} )*[0-9a-f]{2})\s*\t/.exec(line);
    if (instruction && !/local |\(no locals\)/.test(line)) return [`${instruction[1]} ${instruction[2]}`];
    const relocation = /^\s+([0-9a-f]{8}):\s+(R_WASM_\w+)\t/.exec(line);
    return relocation ? [`${relocation[1]} ${relocation[2]}`] : [];
  });
}

describe('disassemblyText', () => {
  it('has functions, segments and relocations, each under its name', () => {
    const text = disassemblyText(name, object);
    expect(text).toMatch(/^main\.o:\tfile format wasm\n\nDisassembly of section CODE:\n\n0{7}1 <probe>:\n/);
    expect(text).toMatch(
      / {7}\w: 10 (80 80 80 80 00|8\d 80 80 80 00) +\tcall \d+\n\t\t\t\w{8}: {2}R_WASM_FUNCTION_INDEX_LEB\tanswer\n/,
    );
    expect(text).toMatch(/Contents of section DATA:\n\n\w{8} <\.data\.d>:\n {7}\w: 01 02 03 04/);
  });

  it('goes into archives', () => {
    const archive = encodeArchive({ format: 'gnu', members: [{ name: 'm.o', bytes: object }] });
    expect(disassemblyText('lib.a', archive)).toContain('lib.a(m.o):\tfile format wasm');
  });

  it.skipIf(!hasTool)(
    `has the instructions and relocations of ${tool}${hasTool ? '' : ' (skipped: it is not here)'}`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'linksmith-test-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      let compared = 0;
      for (let index = 0; index < 6; index++) {
        for (const bytes of lower(caseAt({ profile: 'default', seed: 1, index })).files.values()) {
          if (!isWasm(bytes)) continue;
          const path = join(folder, 'a.o');
          writeFileSync(path, bytes);
          const { stdout, status } = spawnSync(tool, ['-d', '-r', path], { encoding: 'utf8' });
          if (status !== 0) continue;
          const [ours, its] = [facts(disassemblyText('a.o', bytes)), facts(stdout)];
          // It prints none where the relocations of code do not stand first.
          const isSilent = !its.some((fact) => fact.includes('R_WASM'));
          expect(isSilent ? ours.filter((fact) => !fact.includes('R_WASM')) : ours).toEqual(its);
          compared += its.length;
        }
      }
      expect(compared).toBeGreaterThan(200);
    },
  );
});
