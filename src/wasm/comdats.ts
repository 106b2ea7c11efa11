/** COMDAT groups: subsection 7 of `linking`. A member belongs to one group; data segments, functions and custom sections can be members. */
import { comdatMemberKinds, SectionId } from './constants.ts';
import { importCounts } from './imports.ts';
import type { Comdat } from './model.ts';
import type { ByteReader } from './reader.ts';
import type { ModuleBeforeSymbols } from './symbols.ts';
import type { ByteWriter } from './writer.ts';

type Member = Comdat['members'][number];

export function decodeComdats(reader: ByteReader, module: ModuleBeforeSymbols): Comdat[] {
  const checkMember = memberCheck(reader, module);
  const comdats: Comdat[] = [];
  const names = new Set<string>();
  for (let left = reader.count(3, 'COMDAT groups'); left > 0; left--) {
    const at = reader.position;
    const name = reader.readName();
    if (name === '' || names.has(name)) reader.fail(`bad/duplicate COMDAT name ${name}`, at);
    names.add(name);
    const flagsAt = reader.position;
    const flags = reader.uleb32();
    if (flags !== 0) reader.fail('unsupported COMDAT flags', flagsAt);
    comdats.push({ name, flags, members: decodeMembers(reader, checkMember) });
  }
  return comdats;
}

function decodeMembers(reader: ByteReader, check: (member: Member, at: number) => void): Member[] {
  const members: Member[] = [];
  for (let left = reader.count(2, 'COMDAT members'); left > 0; left--) {
    const at = reader.position;
    const kind = comdatMemberKinds[reader.uleb32()];
    if (kind !== 'data' && kind !== 'function' && kind !== 'section')
      return reader.fail('invalid COMDAT entry type', at);
    const member: Member = { kind, index: reader.uleb32() };
    check(member, at);
    members.push(member);
  }
  return members;
}

function memberCheck(reader: ByteReader, module: ModuleBeforeSymbols): (member: Member, at: number) => void {
  const importedFunctions = importCounts(module.imports).function;
  const functionEnd = importedFunctions + module.functions.length;
  const functions = new Set<number>();
  const segments = new Set<number>();
  return ({ kind, index }, at) => {
    if (kind === 'data') {
      if (index >= module.dataPayloads.length) reader.fail('COMDAT data index out of range', at);
      if (segments.has(index)) reader.fail('data segment in two COMDATs', at);
      segments.add(index);
    } else if (kind === 'function') {
      if (index < importedFunctions || index >= functionEnd) reader.fail('COMDAT function index out of range', at);
      if (functions.has(index)) reader.fail('function in two COMDATs', at);
      functions.add(index);
    } else {
      const section = module.sections[index];
      if (section === undefined) return reader.fail('COMDAT section index out of range', at);
      if (section.id !== SectionId.Custom) reader.fail('non-custom section in a COMDAT', at);
    }
  };
}

export function encodeComdats(comdats: readonly Comdat[], writer: ByteWriter): void {
  writer.list(comdats, ({ name, flags, members }) => {
    writer.name(name).uleb(flags);
    writer.list(members, ({ kind, index }) => writer.uleb(comdatMemberKinds.indexOf(kind)).uleb(index));
  });
}
