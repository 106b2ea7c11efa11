/** `report.md` of a finding, with the command that links it: joins what the campaign knows to how reports are written. */
import { commandOf, shellWord } from '../campaign/findings/repro-script.ts';
import type { RenderReport } from '../campaign/findings/triage.ts';
import { findingMarkdown } from '../report/markdown.ts';

export const reportRenderer: RenderReport = (folder, scenarioText) => {
  const { job, target } = folder.finding;
  const { program, args } = commandOf(target.name, job, job.outputName ?? 'out.wasm');
  return findingMarkdown(folder, { scenarioText, command: [...program, ...args].map(shellWord).join(' ') });
};
