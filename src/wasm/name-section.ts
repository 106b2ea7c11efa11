/**
 * The `name` section: names of the module, of functions, globals and data segments. Subsections of other ids (locals,
 * labels, types …) are kept as bytes. Decoding refuses what LLVM's reader refuses: an index that is named twice or that
 * does not exist, an empty name.
 */
import { NameSubsection } from './constants.ts';
import type { NameAssociation, NameSection } from './model.ts';
import type { ByteReader } from './reader.ts';
import { ByteWriter, type LebSize } from './writer.ts';

/** How many functions, globals and data segments there are, imports included. */
export interface NamedSpaces {
  readonly functions: number;
  readonly globals: number;
  readonly dataSegments: number;
}

export function decodeNames(reader: ByteReader, spaces: NamedSpaces): NameSection {
  let moduleName: string | undefined;
  const functions = new Names('function', 'function', spaces.functions);
  const globals = new Names('global', 'global', spaces.globals);
  const dataSegments = new Names('segment', 'data segment', spaces.dataSegments);
  const others: { id: number; content: Uint8Array }[] = [];
  while (!reader.atEnd) {
    const id = reader.u8();
    const subsection = reader.sized('name sub-section');
    if (id === NameSubsection.Module) moduleName = subsection.readName();
    else if (id === NameSubsection.Functions) functions.decode(subsection);
    else if (id === NameSubsection.Globals) globals.decode(subsection);
    else if (id === NameSubsection.DataSegments) dataSegments.decode(subsection);
    else {
      reader.takeEntries(1, 'name sub-sections');
      others.push({ id, content: subsection.rest() });
    }
    subsection.expectEnd('name sub-section');
  }
  return {
    ...(moduleName === undefined ? {} : { moduleName }),
    functions: functions.list,
    globals: globals.list,
    dataSegments: dataSegments.list,
    others,
  };
}

/** The names of one index space; a file may spread them over several subsections. */
class Names {
  readonly list: NameAssociation[] = [];
  private readonly seen = new Set<number>();
  private readonly thing: string;
  private readonly entry: string;
  private readonly spaceSize: number;

  constructor(thing: string, entry: string, spaceSize: number) {
    this.thing = thing;
    this.entry = entry;
    this.spaceSize = spaceSize;
  }

  decode(reader: ByteReader): void {
    for (let left = reader.count(2, `${this.thing} names`); left > 0; left--) {
      const at = reader.position;
      const index = reader.uleb32();
      const name = reader.readName();
      if (this.seen.has(index)) reader.fail(`${this.thing} named more than once`, at);
      // Data segments may be nameless: LLVM does not mind.
      const nameless = name === '' && this.thing !== 'segment';
      if (index >= this.spaceSize || nameless) reader.fail(`invalid ${this.entry} name entry`, at);
      this.seen.add(index);
      this.list.push({ index, name });
    }
  }
}

/** The section's content. Subsections in the order of their ids. */
export function encodeNames(names: NameSection, lebSize: LebSize = 0): Uint8Array {
  const subsections = names.others.map(({ id, content }) => ({
    id,
    write: (writer: ByteWriter): unknown => writer.raw(content),
  }));
  const { moduleName } = names;
  if (moduleName !== undefined) {
    subsections.push({ id: NameSubsection.Module, write: (writer) => writer.name(moduleName) });
  }
  const add = (id: number, associations: readonly NameAssociation[]): void => {
    if (associations.length > 0) subsections.push({ id, write: (writer) => encodeAssociations(associations, writer) });
  };
  add(NameSubsection.Functions, names.functions);
  add(NameSubsection.Globals, names.globals);
  add(NameSubsection.DataSegments, names.dataSegments);
  subsections.sort((a, b) => a.id - b.id);
  const writer = new ByteWriter();
  for (const { id, write } of subsections) writer.section(id, lebSize, write);
  return writer.finish();
}

function encodeAssociations(associations: readonly NameAssociation[], writer: ByteWriter): void {
  writer.list(associations, ({ index, name }) => writer.uleb(index).name(name));
}
