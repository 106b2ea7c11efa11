/** Custom sections: those of the inputs, debug information, and the linker's own: names, producers, features, build id. */
import { describe, expect, test } from 'vitest';
import { decodeModule } from '../wasm/decode.ts';
import { encodeProducers } from '../wasm/producers.ts';
import { link } from './link.ts';
import {
  customContent,
  customNames,
  describeLinks,
  functionNames,
  globalNames,
  type LinkCase,
  segmentNames,
} from './link-case.fixture.ts';
import { type SmallObject, smallObject } from './small-object.fixture.ts';
import { datum, exported, globalOf, noStrip, probe, retain, value, word } from './small-parts.fixture.ts';

const text = (letters: string) => [...new TextEncoder().encode(letters)];
const f: SmallObject = { functions: [value('f', 1, exported)] };

const ofInputs: readonly LinkCase[] = [
  {
    name: 'sections of one name are joined in link order',
    objects: [
      { customs: [{ name: 'mine', content: [[1, 2]] }] },
      { customs: [{ name: 'other', content: [[9]] }] },
      { customs: [{ name: 'mine', content: [[3]] }] },
    ],
    check: (module) => {
      expect(customContent(module, 'mine')).toEqual([1, 2, 3]);
      expect(customNames(module)).toEqual(['mine', 'other', 'name']);
    },
  },
  {
    name: 'dead targets leave a tombstone',
    objects: [
      { ...f, customs: [{ name: '.debug_x', content: [[1], ['FUNCTION_OFFSET_I32', 'dead', 2]] }] },
      { functions: [value('dead', 1)], customs: [{ name: '.debug_x', content: [[2]] }] },
    ],
    check: (module) => expect(customContent(module, '.debug_x')).toEqual([1, 0xff, 0xff, 0xff, 0xff, 2]),
  },
  {
    name: 'in the sections of ranges and locations it is -2',
    objects: [
      {
        functions: [value('dead', 1)],
        customs: ['.debug_ranges', '.debug_loc'].map((name) => ({
          name,
          content: [['FUNCTION_OFFSET_I32', 'dead', 2] as const],
        })),
      },
    ],
    check: (module) => {
      expect(customContent(module, '.debug_ranges')).toEqual([0xfe, 0xff, 0xff, 0xff]);
      expect(customContent(module, '.debug_loc')).toEqual([0xfe, 0xff, 0xff, 0xff]);
    },
  },
  {
    name: 'a base global that no code needs has no index',
    objects: [
      {
        functions: [probe([[0x41, 1]])],
        customs: [{ name: '.debug_x', content: [['GLOBAL_INDEX_I32', '__memory_base']] }],
      },
    ],
    check: (module) => expect(customContent(module, '.debug_x')).toEqual([0xff, 0xff, 0xff, 0xff]),
  },
  {
    name: 'in a section that is not for debugging it is the addend',
    objects: [
      { functions: [value('dead', 1)], customs: [{ name: 'mine', content: [['FUNCTION_OFFSET_I32', 'dead', 2]] }] },
    ],
    check: (module) => expect(customContent(module, 'mine')).toEqual([2, 0, 0, 0]),
  },
  {
    name: 'dead data leaves a tombstone too, what a weak symbol does not have the addend',
    objects: [
      {
        data: [datum('dead', [word(1)])],
        customs: [{ name: '.debug_x', content: [['MEMORY_ADDR_I32', 'dead', 2]] }],
      },
    ],
    check: (module) => expect(customContent(module, '.debug_x')).toEqual([0xff, 0xff, 0xff, 0xff]),
  },
  {
    name: 'strings of debug information are merged, and offsets follow them',
    objects: [
      {
        customs: [
          { name: '.debug_str', content: [text('ab\0cd\0')] },
          { name: '.debug_info', content: [['SECTION_OFFSET_I32', '.debug_str', 3]] },
        ],
      },
      {
        customs: [
          { name: '.debug_str', content: [text('cd\0')] },
          { name: '.debug_info', content: [['SECTION_OFFSET_I32', '.debug_str', 0]] },
        ],
      },
    ],
    check: (module) => {
      const info = customContent(module, '.debug_info');
      expect(info.slice(0, 4)).toEqual(info.slice(4));
      expect(customContent(module, '.debug_str').length).toBe(6);
    },
  },
  {
    name: '-O0 does not merge them',
    objects: [1, 2].map(() => ({ customs: [{ name: '.debug_str', content: [text('ab\0')] }] })),
    args: '-O0',
    check: (module) => expect(customContent(module, '.debug_str').length).toBe(6),
  },
  {
    name: '--strip-debug drops debug sections, and no others',
    objects: [
      {
        customs: [
          { name: '.debug_x', content: [[1]] },
          { name: 'mine', content: [[2]] },
        ],
      },
    ],
    args: '--strip-debug',
    check: (module) => expect(customNames(module)).toEqual(['mine', 'name']),
  },
  {
    name: '--strip-all drops the linker’s own too',
    objects: [
      {
        ...f,
        features: ['sign-ext'],
        customs: [
          { name: '.debug_x', content: [[1]] },
          { name: 'mine', content: [[2]] },
        ],
      },
    ],
    args: '--strip-all',
    check: (module) => expect(customNames(module)).toEqual(['mine']),
  },
  {
    name: '--keep-section keeps one of the linker’s own',
    objects: [{ ...f, features: ['sign-ext'] }],
    args: '--strip-all --keep-section=target_features --keep-section=name',
    check: (module) => expect(customNames(module)).toEqual(['name', 'target_features']),
  },
  {
    name: 'what a section refers to is not kept alive by it',
    objects: [
      { ...f, data: [datum('d', [word(1)])], customs: [{ name: 'mine', content: [['MEMORY_ADDR_I32', 'd']] }] },
    ],
    check: (module) => expect(module.data).toEqual([]),
  },
  {
    name: 'the symbol of a section that lost its group means nothing',
    objects: [1, 2].map((byte) => ({
      functions: [value('f', byte, byte === 1 ? exported : noStrip | 2)],
      customs: [
        { name: '.debug_g', content: [[byte]], comdat: 'g' },
        { name: '.debug_x', content: [['SECTION_OFFSET_I32', '.debug_g', 0] as const] },
      ],
    })),
    differs: 'wasm-ld crashes',
    check: (module) => {
      expect(customContent(module, '.debug_g')).toEqual([1]);
      expect(customContent(module, '.debug_x')).toEqual([0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]);
    },
  },
];

const named: readonly LinkCase[] = [
  {
    name: 'functions, globals and data segments have names, the module that of the output',
    objects: [
      {
        functions: [probe([...globalOf('g')])],
        globals: [{ name: 'g', value: 1 }],
        data: [datum('d', [word(1)], { flags: retain })],
      },
    ],
    check: (module) => {
      expect(functionNames(module)).toEqual(['probe']);
      expect(globalNames(module)).toEqual(['__stack_pointer', 'g']);
      expect(segmentNames(module)).toEqual(['.data']);
      expect(module.names!.moduleName).toBe('out.wasm');
    },
  },
  {
    name: 'mangled names are demangled',
    objects: [{ functions: [value('_ZN1a1bEi', 1, exported)] }],
    check: (module) => {
      expect(functionNames(module)).toEqual(['a::b(int)']);
      expect(module.exports[1]!.name).toBe('_ZN1a1bEi');
    },
  },
  {
    name: '--no-demangle leaves them',
    objects: [{ functions: [value('_ZN1a1bEi', 1, exported)] }],
    args: '--no-demangle',
    check: (module) => expect(functionNames(module)).toEqual(['_ZN1a1bEi']),
  },
];

const producers = (fields: Parameters<typeof encodeProducers>[0]): SmallObject => ({
  customs: [{ name: 'producers', content: [[...encodeProducers(fields)]] }],
});

const tools: readonly LinkCase[] = [
  {
    name: 'producers are united, of one tool the first version',
    objects: [
      producers([
        { name: 'processed-by', values: [{ name: 'clang', version: '1' }] },
        { name: 'language', values: [{ name: 'C11', version: '' }] },
      ]),
      producers([
        {
          name: 'processed-by',
          values: [
            { name: 'rustc', version: '2' },
            { name: 'clang', version: '3' },
          ],
        },
      ]),
    ],
    check: (module) =>
      expect(module.producers).toEqual([
        { name: 'language', values: [{ name: 'C11', version: '' }] },
        {
          name: 'processed-by',
          values: [
            { name: 'clang', version: '1' },
            { name: 'rustc', version: '2' },
          ],
        },
      ]),
  },
  {
    name: 'features are united and sorted',
    objects: [{ ...f, features: ['sign-ext', 'multivalue'] }, { features: ['bulk-memory', 'sign-ext'] }],
    check: (module) => expect(featuresOf(module)).toEqual(['+bulk-memory', '+multivalue', '+sign-ext']),
  },
  {
    name: '--features stands for those of the inputs',
    objects: [{ ...f, features: ['sign-ext'] }],
    args: '--features=sign-ext,simd128',
    check: (module) => expect(featuresOf(module)).toEqual(['+sign-ext', '+simd128']),
  },
  {
    name: '--extra-features is added to them',
    objects: [{ ...f, features: ['sign-ext'] }],
    args: '--extra-features=simd128',
    check: (module) => expect(featuresOf(module)).toEqual(['+sign-ext', '+simd128']),
  },
  {
    name: '--no-check-features lets a forbidden feature pass',
    objects: [{ ...f, features: ['-sign-ext'] }, { features: ['sign-ext'] }],
    args: '--no-check-features',
    check: (module) => expect(featuresOf(module)).toEqual(['+sign-ext']),
  },
  {
    name: 'a forbidden feature that nobody uses is not written',
    objects: [{ ...f, features: ['-sign-ext'] }],
    check: (module) => expect(customNames(module)).toEqual(['name']),
  },
  {
    name: '--build-id=0x… is as given',
    objects: [f],
    args: '--build-id=0x010203',
    check: (module) => expect(customContent(module, 'build_id')).toEqual([3, 1, 2, 3]),
  },
  {
    name: '--build-id is a UUID of version 5',
    objects: [f],
    args: '--build-id',
    check: (module) => {
      const [size, ...id] = customContent(module, 'build_id');
      expect([size, id.length, id[6]! >> 4, id[8]! >> 6]).toEqual([16, 16, 5, 2]);
    },
  },
  {
    name: '--build-id=sha1 has 20 bytes',
    objects: [f],
    args: '--build-id=sha1',
    check: (module) => expect(customContent(module, 'build_id').length).toBe(21),
  },
  {
    name: '--build-id=none takes it back',
    objects: [f],
    args: '--build-id=sha1 --build-id=none',
    check: (module) => expect(customNames(module)).toEqual(['name']),
  },
];

function featuresOf({
  targetFeatures = [],
}: {
  targetFeatures?: readonly { prefix: string; name: string }[];
}): string[] {
  return targetFeatures.map(({ prefix, name }) => prefix + name);
}

describeLinks('custom sections of inputs', ofInputs);
describeLinks('names', named);
describeLinks('producers, features, build id', tools);

describe('--build-id=uuid', () => {
  test('is a UUID of version 4, another one for each link', () => {
    const ids = [1, 2].map(() => {
      const result = link([{ name: 'a.o', bytes: smallObject(f) }], { entry: undefined, buildId: { kind: 'uuid' } });
      return result.ok ? customContent(decodeModule(result.bytes), 'build_id') : [];
    });
    expect(ids.map((id) => [id.length, id[0], id[7]! >> 4, id[9]! >> 6])).toEqual([
      [17, 16, 4, 2],
      [17, 16, 4, 2],
    ]);
    expect(ids[0]).not.toEqual(ids[1]);
  });
});
