/**
 * Plain values as YAML in blocks: maps, lists, words, numbers. As much of YAML as yaml2obj's documents need, and every
 * text that could be read as something else in single or double quotes; so no library is needed for it.
 * Not here: what the documents say (`object-yaml.ts`).
 */

export type YamlValue = string | number | bigint | boolean | YamlFlow | readonly YamlValue[] | YamlMap;
export interface YamlMap {
  readonly [key: string]: YamlValue;
}

/** A list that is written on one line. */
export class YamlFlow {
  readonly items: readonly (string | number)[];

  constructor(items: readonly (string | number)[]) {
    this.items = items;
  }
}

export const flow = (items: readonly (string | number)[]): YamlFlow => new YamlFlow(items);

export function yamlDocument(tag: string, value: YamlMap): string {
  return ['---', ` ${tag}\n`, ...mapLines(value, '').map((line) => `${line}\n`), '...\n'].join('');
}

function mapLines(map: YamlMap, indent: string): string[] {
  return Object.entries(map).flatMap(([key, value]) => {
    if (isList(value) && value.length > 0) return [`${indent}${key}:`, ...listLines(value, `${indent}  `)];
    if (isMap(value)) return [`${indent}${key}:`, ...mapLines(value, `${indent}  `)];
    return [`${indent}${`${key}:`.padEnd(16)} ${scalar(value)}`];
  });
}

function listLines(list: readonly YamlValue[], indent: string): string[] {
  return list.flatMap((value) => {
    if (!isMap(value)) return [`${indent}- ${scalar(value)}`];
    const [first = '', ...rest] = mapLines(value, `${indent}  `);
    return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
  });
}

const isList = (value: YamlValue): value is readonly YamlValue[] => Array.isArray(value);
const isMap = (value: YamlValue): value is YamlMap =>
  typeof value === 'object' && !isList(value) && !(value instanceof YamlFlow);

function scalar(value: YamlValue): string {
  if (value instanceof YamlFlow) return value.items.length === 0 ? '[  ]' : `[ ${value.items.map(scalar).join(', ')} ]`;
  return typeof value === 'string' ? text(value) : typeof value === 'object' ? '[]' : String(value);
}

/** Only what can be nothing but a word stands without quotes. */
function text(value: string): string {
  if (/^[A-Za-z_][\w.]*$/.test(value) && !/^(true|false|null|yes|no|on|off|nan|inf)$/i.test(value)) return value;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what cannot stand in single quotes
  if (/[\u0000-\u001f\u007f-\uffff]/.test(value)) return JSON.stringify(value);
  return `'${value.replaceAll("'", "''")}'`;
}
