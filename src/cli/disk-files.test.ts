import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { diskFiles, writeWhole } from './disk-files.ts';

const root = mkdtempSync(join(tmpdir(), 'linksmith-disk-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const at = (path: string) => join(root, path);

mkdirSync(at('folder'));
writeFileSync(at('file'), 'old');

describe('diskFiles gives the reason in the words of LLVM', () => {
  const rows: readonly [path: string, read: string | undefined, write: string | undefined][] = [
    ['file', undefined, undefined],
    ['new', 'No such file or directory', undefined],
    ['folder', 'Is a directory', 'Is a directory'],
    ['none/new', 'No such file or directory', 'No such file or directory'],
    ['file/new', 'Not a directory', 'Not a directory'],
    ['x'.repeat(300), 'File name too long', 'File name too long'],
  ];
  test.each(rows)('%s', (path, read, write) => {
    const bytes = diskFiles.read(at(path));
    expect(typeof bytes === 'string' ? bytes : undefined).toBe(read);
    expect(diskFiles.checkWritable?.(at(path))).toBe(write);
    expect(diskFiles.exists(at(path))).toBe(path === 'file' || path === 'folder');
  });

  test('asking leaves nothing behind', () => {
    expect(readdirSync(root).toSorted()).toEqual(['file', 'folder']);
    expect(readFileSync(at('file'), 'utf8')).toBe('old');
  });

  test('a device is writable', () => {
    expect(diskFiles.checkWritable?.('/dev/null')).toBeUndefined();
  });
});

describe('writeWhole', () => {
  const umask = process.umask();

  test('makes a file of the mode asked for, less the umask', () => {
    expect(writeWhole(at('program'), Uint8Array.of(1, 2), 0o777)).toBeUndefined();
    expect([...readFileSync(at('program'))]).toEqual([1, 2]);
    expect(statSync(at('program')).mode & 0o777).toBe(0o777 & ~umask);
  });

  test('replaces a file, its mode too', () => {
    writeFileSync(at('text'), 'long old text');
    chmodSync(at('text'), 0o600);
    expect(writeWhole(at('text'), 'new', 0o666)).toBeUndefined();
    expect(readFileSync(at('text'), 'utf8')).toBe('new');
    expect(statSync(at('text')).mode & 0o777).toBe(0o666 & ~umask);
  });

  test('writes to a device and leaves it one', () => {
    expect(writeWhole('/dev/null', 'x', 0o777)).toBeUndefined();
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  test('says why it could not, and leaves no pieces', () => {
    const before = readdirSync(root);
    expect(writeWhole(at('folder'), 'x', 0o666)).toBe('Is a directory');
    expect(writeWhole(at('none/x'), 'x', 0o666)).toBe('No such file or directory');
    expect(readdirSync(root)).toEqual(before);
  });
});
