/**
 * Names that no compiler made: names of many kinds, each cut, doubled and spliced at random places, must be demangled or
 * left alone just as `llvm-cxxfilt` of LLVM 19 does. The same names every time. Skipped, visibly, where it is not installed.
 */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { demangle } from './demangle.ts';

const tool = 'llvm-cxxfilt-19';
const hasTool = spawnSync(tool, ['--version']).status === 0;

const seeds: readonly string[] = [
  '_Z4fptrPFiczERFivEPFPFvcEiEMN2ns1SEVKFiiREMS8_iPA3_PS1_PPFvvEPFMS8_FiiEvE',
  '_Z5packpIJicEEvDpPT_DpRKS0_',
  '_ZNK2glMUliT_DpT0_E_clIdJcEEEDaiS0_S2_',
  '_ZNK3OutIiE2InIcEcvPT_IlEEv',
  '_ZZZN4DefA1fEiiEd0_NKUlvE_clEvE1z',
  '_Z3ex9I2Q9EDTcmcmcmsrT_2stclsrS1_1qIiEEdtfp_sr1TE1aadsrS1_1aES1_',
  '_Z3depI2DpENT_4type5innerENS1_1XIiEEPTsNS1_1YETeNS1_1ZE',
  '_Z2laIXtl2LAtlA3_iLi1ELi2EELPKc0Etl1LLi3ELd4010000000000000EEEEEvv',
  '_Z4con3I2TyEvT_Qaa2CnIS1_EeqstS1_Li8E',
  '_Z3szpIJicEEPAplsZT_sZfp__iDpT_',
  '_Z4foldIJilEEDTfRplfp_Li1EEDpT_',
  '_ZTcv0_n32_v0_n24_N2VB3covEv',
  '_ZNSbIwSt11char_traitsIwESaIwEEC1IPKwEET_S6_RKS2_',
  '_ZGVZ6uselamvE4stat',
  '_ZNW3mod1A1fES0_',
  '___Z3blkv_block_invoke_2',
  '_ZN3InhCI24InhBIcEEPT_',
  '_RINvNtC3std3mem8align_ofNtNtC3std3mem12DiscriminantE',
  '_RNvXs0_C1aINtB5_1SRL0_hEDG_NtB5_1TEL0_1f',
  '_RINvC1a1bFG0_RL1_mRL0_hEuKcd_Kj1f_u8gdel_5qaE',
  '_D3foo3bar6__initZ',
  '_D26abcdefghijklmnopqrstuvwxyz3barQBgi',
];

const pieces: readonly string[] = [
  ...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.$',
  ...[
    'S_',
    'S0_',
    'T_',
    'T0_',
    'TL0__',
    'DpT_',
    'IiE',
    'JE',
    'UlvE_',
    'UlT_E_',
    'LZ1fvE',
    'Li1E',
    'Lb1E',
    'fp_',
    'E_',
    'Ev',
  ],
  ...[
    'cvT_',
    'srT_',
    'gt',
    'rs',
    'dv',
    'qu',
    'sZT_',
    'spT_',
    'tl',
    'di1x',
    'Tp',
    'Ty',
    'W1m',
    'B1t',
    'DTE',
    'Do',
    'FvvE',
  ],
];

/** Xorshift: the same choices on every machine. */
class Choices {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(bound: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % bound;
  }

  oneOf<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }
}

function mutated(name: string, choices: Choices): string {
  const begin = choices.below(name.length + 1);
  const end = Math.min(name.length, begin + choices.below(6));
  const cut = name.slice(begin, end);
  const other = choices.oneOf(seeds);
  const otherBegin = choices.below(other.length);
  const insert = choices.oneOf(['', cut + cut, choices.oneOf(pieces), other.slice(otherBegin, otherBegin + 12)]);
  return name.slice(0, begin) + insert + name.slice(end);
}

/** As the tool sees them: beyond these prefixes, LLVM's library tries more than the tool. */
function mutants(count: number): string[] {
  const choices = new Choices(19);
  const names: string[] = [...seeds];
  while (names.length < count) {
    const name = mutated(choices.oneOf(choices.below(2) === 0 ? seeds : names), choices);
    if (/^(_Z|___Z|_R|_D)[\w.$]*$/.test(name) && name.length < 400) names.push(name);
  }
  return names;
}

describe.skipIf(!hasTool)(`names as ${tool} has them${hasTool ? '' : ' (skipped: it is not on this machine)'}`, () => {
  test('mutated names are demangled, or left alone, alike', () => {
    const names = mutants(10_000);
    const { stdout } = spawnSync(tool, { input: `${names.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 28 });
    const expected = stdout.split('\n').slice(0, -1);
    const different = names.flatMap((name, at) => (demangle(name) === expected[at] ? [] : [[name, expected[at]]]));
    expect(different.slice(0, 5)).toEqual([]);
    expect(expected.filter((text, at) => text !== names[at]).length).toBeGreaterThan(500);
  });
});
