/** The small custom sections: contents as bytes and as values, both ways, and what is refused. */
import { describe, expect, test } from 'vitest';
import { decodeDylink, decodeLegacyDylink, encodeDylink } from './dylink.ts';
import type { DylinkSection, NameSection, ProducersField, TargetFeature } from './model.ts';
import { decodeNames, encodeNames } from './name-section.ts';
import { decodeProducers, encodeProducers } from './producers.ts';
import { ByteReader, DecodeError } from './reader.ts';
import { decodeTargetFeatures, encodeTargetFeatures } from './target-features.ts';

const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

interface Codec<T> {
  readonly decode: (reader: ByteReader) => T;
  readonly encode: (value: T) => Uint8Array;
}

const features: Codec<readonly TargetFeature[]> = { decode: decodeTargetFeatures, encode: encodeTargetFeatures };
const producers: Codec<readonly ProducersField[]> = { decode: decodeProducers, encode: encodeProducers };
const names: Codec<NameSection> = {
  decode: (reader) => decodeNames(reader, { functions: 3, globals: 2, dataSegments: 1 }),
  encode: (value) => encodeNames(value),
};
const dylink: Codec<DylinkSection> = { decode: decodeDylink, encode: (value) => encodeDylink(value) };

function check<T>({ decode, encode }: Codec<T>, encoded: string, decoded: T): void {
  expect(decode(new ByteReader(latin1(encoded)))).toStrictEqual(decoded);
  expect(text(encode(decoded))).toBe(encoded);
}

function refuse(decode: (reader: ByteReader) => unknown, encoded: string, message: string): void {
  expect(() => decode(new ByteReader(latin1(encoded)))).toThrow(DecodeError);
  expect(() => decode(new ByteReader(latin1(encoded)))).toThrow(message);
}

const noNames: NameSection = { functions: [], globals: [], dataSegments: [], others: [] };

describe('target_features', () => {
  test('both ways', () => {
    check(features, '\0', []);
    check(features, '\x03+\x07atomics-\x03foo=\x01x', [
      { prefix: '+', name: 'atomics' },
      { prefix: '-', name: 'foo' },
      { prefix: '=', name: 'x' },
    ]);
  });

  test.each([
    ['\x01*\x01x', 'unknown feature policy prefix'],
    ['\x02+\x01x-\x01x', 'target features section contains repeated feature "x"'],
    ['\x01+\x01xy', 'target features section ended prematurely'],
    ['\x05+\x01x', 'too many features: 5 in 3 bytes'],
  ])('refuses %j', (encoded, message) => refuse(decodeTargetFeatures, encoded, message));
});

describe('producers', () => {
  test('both ways', () => {
    check(producers, '\0', []);
    check(producers, '\x02\x08language\x02\x03C11\0\x01D\x011\x0cprocessed-by\x01\x05clang\x0219', [
      {
        name: 'language',
        values: [
          { name: 'C11', version: '' },
          { name: 'D', version: '1' },
        ],
      },
      { name: 'processed-by', values: [{ name: 'clang', version: '19' }] },
    ]);
  });

  test.each([
    ['\x02\x03sdk\0\x03sdk\0', 'producers section does not have unique fields'],
    ['\x01\x03foo\0', 'producers section field is not named one of language, processed-by, or sdk'],
    ['\x01\x03sdk\x02\x01a\0\x01a\x011', 'producers section contains repeated producer'],
    ['\0\0', 'producers section ended prematurely'],
  ])('refuses %j', (encoded, message) => refuse(decodeProducers, encoded, message));
});

describe('name', () => {
  test('both ways', () => {
    check(names, '', noNames);
    check(names, '\x00\x02\x01m\x01\x07\x02\0\x01f\x02\x01g\x02\x01\0\x07\x04\x01\x01\x01s\x09\x05\x01\0\x02.d', {
      moduleName: 'm',
      functions: [
        { index: 0, name: 'f' },
        { index: 2, name: 'g' },
      ],
      globals: [{ index: 1, name: 's' }],
      dataSegments: [{ index: 0, name: '.d' }],
      others: [{ id: 2, content: Uint8Array.of(0) }],
    });
  });

  test('a data segment may have no name', () => {
    const dataSegments = [{ index: 0, name: '' }];
    check(names, '\x09\x03\x01\0\0', { ...noNames, dataSegments });
  });

  test('the names of a space may stand in several subsections', () => {
    expect(names.decode(new ByteReader(latin1('\x01\x04\x01\0\x01f\x01\x04\x01\x01\x01g'))).functions).toEqual([
      { index: 0, name: 'f' },
      { index: 1, name: 'g' },
    ]);
  });

  test.each([
    ['\x01\x07\x02\0\x01f\0\x01g', 'function named more than once'],
    ['\x01\x04\x01\0\x01f\x01\x04\x01\0\x01g', 'function named more than once'],
    ['\x01\x04\x01\x03\x01f', 'invalid function name entry'],
    ['\x01\x03\x01\0\0', 'invalid function name entry'],
    ['\x07\x07\x02\0\x01f\0\x01g', 'global named more than once'],
    ['\x07\x04\x01\x02\x01f', 'invalid global name entry'],
    ['\x09\x07\x02\0\x01f\0\x01g', 'segment named more than once'],
    ['\x09\x04\x01\x01\x01f', 'invalid data segment name entry'],
    ['\x01\x05\x01\0\x01f\0', 'name sub-section ended prematurely'],
    ['\x02\x05\x01', 'name sub-section ended prematurely'],
  ])('refuses %j', (encoded, message) => refuse(names.decode, encoded, message));
});

describe('dylink.0', () => {
  const bare: DylinkSection = {
    memorySize: 16,
    memoryAlignLog2: 2,
    tableSize: 1,
    tableAlignLog2: 0,
    needed: [],
    exportInfo: [],
    importInfo: [],
    runtimePath: [],
  };

  test('both ways', () => {
    check(dylink, '\x01\x04\x10\x02\x01\0', bare);
    const nothing = { ...bare, memorySize: 0, memoryAlignLog2: 0, tableSize: 0 };
    expect(dylink.decode(new ByteReader(new Uint8Array(0)))).toEqual(nothing);
    check(
      dylink,
      '\x01\x04\x10\x02\x01\0\x02\x06\x01\x04a.so\x03\x05\x01\x01t\x80\x02\x04\x06\x01\x01m\x01f\x01\x05\x03\x01\x01p',
      {
        ...bare,
        needed: ['a.so'],
        exportInfo: [{ name: 't', flags: 0x100 }],
        importInfo: [{ module: 'm', field: 'f', flags: 1 }],
        runtimePath: ['p'],
      },
    );
  });

  test('subsections of other ids are stepped over', () => {
    expect(decodeDylink(new ByteReader(latin1('\x09\x01x\x01\x04\x10\x02\x01\0')))).toEqual(bare);
  });

  test('the older dylink section has the memory, the table and the libraries needed', () => {
    expect(decodeLegacyDylink(new ByteReader(latin1('\x10\x02\x01\0\x01\x04a.so')))).toEqual({
      ...bare,
      needed: ['a.so'],
    });
    refuse(decodeLegacyDylink, '\x10\x02\x01\0\0x', 'dylink section ended prematurely');
  });

  test.each([
    ['\x01\x05\x10\x02\x01\0x', 'dylink.0 sub-section ended prematurely'],
    ['\x01\x03\x10\x02\x01\0', 'malformed uleb128, extends past end'],
    ['\x02\x02\x05\x01', 'too many names: 5 in 1 bytes'],
  ])('refuses %j', (encoded, message) => refuse(decodeDylink, encoded, message));
});
