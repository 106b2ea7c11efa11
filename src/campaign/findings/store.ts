/**
 * A finding's folder on disk: `finding.json`, `scenario.json`, `original.json`, `inputs/`, `outputs/`, `repro.sh`,
 * `report.md`. Written whole or not at all; checked when read. What is read is used as data only: names must be plain,
 * files must be files, digests must fit.
 * Not here: what the report says (`src/report/markdown.ts`, handed in as text).
 */
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isDraft, removeFolderDurably, writeFolderDurably } from '../engine/durable.ts';
import type { Finding, FindingFolder } from './finding.ts';
import { fileName, findingSchema, parseJson, parseStored, StoredDataError } from './finding.ts';
import { reproScript } from './repro-script.ts';

export interface StoredText {
  /** `report.md`. */
  readonly report: string;
}

/** Writes the folder at `path`; when one is there already it is kept, for it has the same name because it is the same finding. */
export async function storeFinding(path: string, folder: FindingFolder, { report }: StoredText): Promise<void> {
  const files = new Map<string, string | Uint8Array>([
    ['finding.json', json(folder.finding)],
    ['scenario.json', json(folder.scenario)],
    ['original.json', json(folder.original)],
    ['repro.sh', reproScript(folder.finding)],
    ['report.md', report],
  ]);
  for (const [name, bytes] of folder.inputs) files.set(join('inputs', fileName.parse(name)), bytes);
  for (const [name, bytes] of folder.outputs) files.set(join('outputs', fileName.parse(name)), bytes);
  await writeFolderDurably(path, files);
}

/** Copies a folder that holds a finding as it is; one that is there already stays. */
export async function copyFinding(from: string, to: string): Promise<void> {
  await readFinding(from);
  const files = new Map<string, Uint8Array>();
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(from, path), await plainFile(path));
  }
  await writeFolderDurably(to, files);
}

export const removeFinding = (path: string): Promise<void> => removeFolderDurably(path);

/** Reads and checks a folder; throws `StoredDataError` with one line that says what is wrong and where. */
export async function readFinding(path: string): Promise<FindingFolder> {
  const finding = parseStored(findingSchema, await text(path, 'finding.json'), join(path, 'finding.json'));
  return {
    finding,
    scenario: parseJson(await text(path, 'scenario.json'), join(path, 'scenario.json')),
    original: parseJson(await text(path, 'original.json'), join(path, 'original.json')),
    inputs: await readInputs(path, finding),
    outputs: await readOutputs(path),
  };
}

/** Paths of the findings in a folder of findings, in alphabetical order; none when the folder is not there. */
export async function listFindings(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !isDraft(entry.name))
    .map((entry) => join(directory, entry.name))
    .sort();
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function readInputs(path: string, finding: Finding): Promise<Map<string, Uint8Array>> {
  const inputs = new Map<string, Uint8Array>();
  for (const { name, sha256: wanted } of finding.job.files) {
    const bytes = await plainFile(join(path, 'inputs', name));
    if (sha256(bytes) !== wanted) {
      throw new StoredDataError(`${join(path, 'inputs', name)}: not the file that the finding was stored with`);
    }
    inputs.set(name, bytes);
  }
  return inputs;
}

async function readOutputs(path: string): Promise<Map<string, Uint8Array>> {
  const outputs = new Map<string, Uint8Array>();
  const names = await readdir(join(path, 'outputs')).catch(() => []);
  for (const name of names.sort()) outputs.set(name, await plainFile(join(path, 'outputs', name)));
  return outputs;
}

/** A file itself, not what a link in its place leads to. */
async function plainFile(path: string): Promise<Uint8Array> {
  const status = await lstat(path).catch(() => undefined);
  if (status === undefined) throw new StoredDataError(`${path}: is missing`);
  if (!status.isFile()) throw new StoredDataError(`${path}: not a plain file`);
  return new Uint8Array(await readFile(path));
}

const text = async (path: string, name: string): Promise<string> =>
  new TextDecoder().decode(await plainFile(join(path, name)));

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
