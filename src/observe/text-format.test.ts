import { expect, test } from 'vitest';
import { parseModuleText, printModuleText } from './text-format.ts';

test('a module survives being printed and parsed', async () => {
  const bytes = await parseModuleText(
    '(module (memory i64 1) (func $f (result i32) i32.const 1) (export "f" (func $f)))',
  );
  const text = await printModuleText(bytes);
  expect(text).toContain('(func $f');
  expect(await parseModuleText(text)).toEqual(bytes);
});

test('what is no module and no text is an error with a reason', async () => {
  await expect(printModuleText(Uint8Array.of(1, 2))).rejects.toThrow(/magic/);
  await expect(parseModuleText('(module (func')).rejects.toThrow(/module\.wat:1/);
});
