/** Names that objects and files may have, and that would be more than text in some format. Tests only. */
export const hostileNames: readonly string[] = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  ']]><failure/><![CDATA[',
  '&amp;&#60;b>',
  '"quoted\' --><!--',
  '\u001b[2J\u001b[31mred\u001b]0;title\u0007\u009b8m',
  '\u202etxt.exe\u2066\u200f',
  '`tick` ```\n# heading\n| a | b |',
  '[link](javascript:alert(1)) **bold** \\| <!-- x',
  'line\nlinksmith: 0 findings\r\n\u2028',
  'nul\u0000end',
];

/** What must be in no text that people read: controls but line ends and tabs, overrides of direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
export const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
