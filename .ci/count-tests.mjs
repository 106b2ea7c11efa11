// Prints `PASSED FAILED` of Vitest's JSON report. A test file that could not be loaded has no tests to count: it is one failure.
import { readFileSync } from 'node:fs';

const { testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const tests = testResults.flatMap((file) => file.assertionResults);
const broken = testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
);
const count = (status) => tests.filter((test) => test.status === status).length;
console.log(`${count('passed')} ${count('failed') + broken.length}`);
