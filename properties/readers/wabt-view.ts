/**
 * What wabt says a module holds, read from the text that it prints. `refused` when wabt does not read the module.
 */
import { loadWabt, wabtFeatures } from '../../src/observe/wabt.ts';
import {
  dataView,
  exportView,
  functionView,
  globalView,
  limitsView,
  type ModuleView,
  maxLocals,
  signatureView,
} from './module-view.ts';
import { isList, parseText, type TextList, type TextNode, textBytes } from './s-expression.ts';

export type WabtView = Omit<ModuleView, 'exportNames' | 'elementCounts' | 'functionTypes'>;

export async function wabtView(bytes: Uint8Array): Promise<WabtView | { readonly refused: string }> {
  const wabt = await loadWabt();
  try {
    // A copy: wabt reads the whole buffer behind a view.
    const module = wabt.readWasm(new Uint8Array(bytes), { ...wabtFeatures, readDebugNames: false });
    try {
      return viewOfText(module.toText({ foldExprs: false, inlineExport: false }));
    } finally {
      module.destroy();
    }
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}

/** From text as wabt prints it. */
export function viewOfText(text: string): WabtView {
  const [module] = parseText(text);
  const named = isList(module) ? module.filter(isList) : [];
  const ids = idsOf(named);
  const fields = named.map(([head, ...rest]) => [head ?? '', ...rest.filter((node) => !isId(node))]);
  const all = (word: string) => fields.filter(([head]) => head === word);
  const types = all('type').map((field) => signatureOf(listAt(field, 1)));
  return {
    imports: all('import').map((field) => importView(field, types)),
    functions: all('func').map((field) => functionView(typeOf(field, types), localsOf(field))),
    tables: all('table').map(tableView),
    memories: all('memory').map(memoryView),
    globals: all('global').map((field) => globalView(globalType(field), constantOf(field))),
    tags: all('tag').map((field) => typeOf(field, types)),
    exports: all('export').map(([, name, what]) => {
      const [kind, index] = isList(what) ? what : [];
      return exportView(kindOf(kind), nameText(name), ids.numberOf(String(kind), index));
    }),
    elements: named.flatMap((field) => {
      if (field[0] !== 'elem') return [];
      const begin = field.indexOf('func');
      if (begin >= 0)
        return field
          .slice(begin + 1)
          .map((node) => ids.numberOf('func', node))
          .join(' ');
      const expressions = field
        .filter(isList)
        .filter(([head]) => head === 'ref.func' || head === 'ref.null' || head === 'item');
      return expressions.length === 0 ? '' : `${expressions.length} expressions`;
    }),
    data: all('data').map((field) => dataView(textBytes(field))),
  };
}

/** A name in place of a number, which objects have for what their symbols name. */
const isId = (node: TextNode): boolean => typeof node === 'string' && node.startsWith('$');

interface Ids {
  numberOf(space: string, node: TextNode | undefined): number;
}

/** Numbers go to imports first, then to definitions, as they stand. */
function idsOf(fields: readonly TextList[]): Ids {
  const spaces = new Map<string, (TextNode | undefined)[]>();
  const imported = fields.flatMap(([head, , , what]) => (head === 'import' && isList(what) ? [what] : []));
  for (const [head, id] of [...imported, ...fields]) {
    const space = spaces.get(String(head)) ?? [];
    spaces.set(String(head), space);
    space.push(id);
  }
  return {
    numberOf(space, node) {
      const number = Number(node);
      return Number.isNaN(number) ? (spaces.get(space)?.indexOf(node) ?? -1) : number;
    },
  };
}

const kinds: Readonly<Record<string, string>> = { func: 'function' };
const kindOf = (word: TextNode | undefined): string => kinds[String(word)] ?? String(word);
const nameText = (node: TextNode | undefined): string => new TextDecoder().decode(textBytes([node ?? '']));

function listAt(list: TextList, n: number): TextList {
  const node = list.filter(isList)[n - 1];
  return node ?? [];
}

function words(list: TextList, head: string): readonly string[] {
  return list.filter(isList).flatMap((inner) => (inner[0] === head ? inner.slice(1).map(String) : []));
}

const signatureOf = (list: TextList): string => signatureView(words(list, 'param'), words(list, 'result'));

function typeOf(field: TextList, types: readonly string[]): string {
  return types[Number(words(field, 'type')[0])] ?? 'unknown';
}

const localsOf = (field: TextList): readonly string[] => words(field, 'local').slice(0, maxLocals);

function importView([, module, field, what]: TextList, types: readonly string[]): string {
  const described = isList(what) ? what.filter((node) => !isId(node)) : [];
  const name = `${nameText(module)}.${nameText(field)}`;
  switch (described[0]) {
    case 'func':
      return `function ${name}: ${typeOf(described, types)}`;
    case 'tag':
      return `tag ${name}: ${typeOf(described, types)}`;
    case 'table':
      return `table ${name}: ${tableView(described)}`;
    case 'memory':
      return `memory ${name}: ${memoryView(described)}`;
    default:
      return `global ${name}: ${globalType(described)}`;
  }
}

const isNumber = (node: TextNode): node is string => typeof node === 'string' && /^\d+$/.test(node);

function limitsOf(field: TextList): string {
  const [minimum, maximum] = field.filter(isNumber);
  const extra = [field.includes('shared') && 'shared', field.includes('i64') && 'i64'];
  return limitsView(
    BigInt(minimum ?? 0),
    maximum === undefined ? undefined : BigInt(maximum),
    extra.filter((word): word is string => word !== false),
  );
}

const memoryView = (field: TextList): string => limitsOf(field);
const tableView = (field: TextList): string => `${limitsOf(field)} ${String(field.at(-1))}`;

function globalType(field: TextList): string {
  const [type] = field.slice(1);
  return isList(type) && type[0] === 'mut' ? `mut ${String(type[1])}` : String(type);
}

function constantOf(field: TextList): string | undefined {
  const init = field.at(-1);
  if (!isList(init) || (init[0] !== 'i32.const' && init[0] !== 'i64.const')) return undefined;
  return String(BigInt(String(init[1])));
}
