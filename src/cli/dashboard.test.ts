/**
 * `linksmith dashboard` on what a campaign and a night of the toy harness left: who gets which answer, and the page in a
 * real browser, where it follows the campaign.
 */
import { mkdtempSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumMissing, chromiumPath } from '../report/html/browser.fixture.ts';
import { addCorpus, type CommandRun, run } from './cli.fixture.ts';
import { misfits } from './output-schemas.fixture.ts';

const cwd = mkdtempSync(join(tmpdir(), 'linksmith-test-'));
const campaign = ['--runs', '60', '--jobs', '1', '-q'];
let address = '';
let ended: Promise<CommandRun>;
let end: () => void;

beforeAll(async () => {
  await run(['fuzz', ...campaign, '--seed', '7', '--target', 'bad', '--out', 'out'], { cwd });
  await addCorpus(cwd);
  await run(['nightly', ...campaign, '--first-seed', '7', '--state', 'state', '--root', '.'], { cwd });
  ({ address, ended, end } = await start(['dashboard', 'out', '--state', 'state', '--port', '0']));
}, 60_000);

afterAll(async () => {
  end();
  expect(await ended).toEqual({ exitCode: 0, stdout: `${address}\n`, stderr: '' });
});

/** A dashboard that listens, until it is ended as by Ctrl-C. */
async function start(argv: readonly string[]) {
  let end = () => {};
  const interruptAfter = new Promise<void>((resolve) => {
    end = resolve;
  });
  let ended: Promise<CommandRun> | undefined;
  const address = await new Promise<string>((resolve) => {
    ended = run(argv, { cwd, interruptAfter, onOutput: (text) => resolve(text.trim()) });
    ended.then(({ stderr }) => resolve(stderr));
  });
  return { address, ended: ended!, end };
}

interface Asked {
  readonly method?: string;
  readonly host?: string;
}

/** A path as it is written: `fetch` would tidy it up. */
const ask = (path: string, { method = 'GET', host }: Asked = {}) =>
  new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const { hostname, port } = new URL(address);
    const headers = host === undefined ? {} : { host };
    request({ hostname, port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        body += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });

const findings = () => readdir(join(cwd, 'out', 'findings'));

describe('linksmith dashboard', () => {
  it('tells how a campaign and the nights stand', async () => {
    const { status, headers, body } = await ask('/data.json');
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(misfits('dashboard', body)).toEqual([]);
    expect(JSON.parse(body)).toMatchObject({
      schemaVersion: 1,
      campaign: {
        directory: 'out',
        state: { kind: 'ended', verdict: 'findings' },
        seed: 7,
        cases: 60,
        targets: [{ name: 'bad' }],
        findings: (await findings()).map(() => ({ target: 'bad', isStored: true })),
      },
      nights: { directory: 'state', nights: [{ night: 1, cases: 60 }], findings: [{ life: 'new', isStored: true }] },
    });
  });

  it('opens each finding that is stored, of the campaign and of the nights', async () => {
    const names = [...(await findings()), ...(await readdir(join(cwd, 'state', 'findings')))];
    const answers = await Promise.all(names.map((name) => ask(`/findings/${name}`)));
    expect(answers.map(({ status, body }) => [status, /sum-is-right|even/.test(body)])).toEqual(
      names.map(() => [200, true]),
    );
  });

  it('opens no finding by a path', async () => {
    const [elsewhere] = await readdir(join(cwd, 'state', 'findings'));
    const paths = [`../../state/findings/${elsewhere}`, `..%2f..%2fstate%2ffindings%2f${elsewhere}`];
    const answers = await Promise.all(paths.map((path) => ask(`/findings/${path}`)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  });

  it('listens on the loopback only, and says what a page may do', async () => {
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const { headers, body } = await ask('/');
    expect(headers).toMatchObject({
      'content-security-policy': "frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(body).toMatch(/content="default-src 'none'; connect-src 'self'; [^"]*script-src 'sha256-/);
  });

  it.each<[string, Asked, number]>([
    ['/', { host: 'localhost:9' }, 200],
    ['/', { host: '[::1]' }, 200],
    ['/?x', { method: 'HEAD' }, 200],
    ['/', { host: 'rebound.example' }, 403],
    ['/data.json', { host: '127.0.0.1.rebound.example:80' }, 403],
    ['/data.json', { host: '10.0.0.1' }, 403],
    ['/', { host: 'localhost@rebound.example' }, 403],
    ['/', { host: '*' }, 403],
    ['/', { method: 'POST' }, 405],
    ['/../../etc/passwd', {}, 404],
    ['/findings/..', {}, 404],
    ['/findings/../campaign.json', {}, 404],
    ['/findings/..%2f..%2fout', {}, 404],
    ['/findings/%00', {}, 404],
    ['/findings/unknown', {}, 404],
    ['/campaign.json', {}, 404],
    ['//', {}, 404],
  ])('answers %s %j with %i', async (path, asked, status) => {
    const answer = await ask(path, asked);
    expect(answer.status).toBe(status);
    if (status !== 200) expect(answer.body.length).toBeLessThan(100);
  });

  it.each<[string[], number, string]>([
    [['dashboard'], 2, 'name the folder of a campaign, or --state DIR'],
    [['dashboard', 'nowhere'], 1, 'nowhere: no campaign was begun in this folder'],
    [['dashboard', '--state', 'out'], 1, 'out: no night was begun in this folder'],
    [['dashboard', 'out', '--port', '70000'], 2, 'A port is at most 65535.'],
  ])('%j ends with %i', async (argv, exitCode, message) => {
    const result = await run(argv, { cwd });
    expect(result).toMatchObject({ exitCode, stdout: '' });
    expect(result.stderr).toContain(message);
  });

  it('says that a port is taken', async () => {
    const { exitCode, stderr } = await run(['dashboard', 'out', '--port', new URL(address).port], { cwd });
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('another program listens there; --port 0 takes')]);
  });
});

describe.skipIf(chromiumPath === undefined)(`a dashboard in a browser${chromiumMissing}`, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] });
  }, 60_000);
  afterAll(() => browser.close());

  it('follows a campaign, leads to a finding, and says when nobody answers any more', async () => {
    const own = await start(['dashboard', 'out', '--state', 'state', '--port', '0']);
    const page = await browser.newPage({ viewport: { width: 360, height: 700 } });
    const wrong: string[] = [];
    page.on('console', (message) => wrong.push(message.text()));
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('request', (asked) => asked.url().startsWith(own.address) || wrong.push(asked.url()));
    await page.clock.install();
    await page.goto(own.address);
    expect(await page.getByRole('status').innerText()).toMatch(/^✗ Campaign of bad: \d findings?, ended: findings$/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(await page.locator('#nights tbody tr').count()).toBe(1);

    const link = page.locator('#campaign-findings a').first();
    await link.focus();
    const path = join(cwd, 'out', 'progress.json');
    const before = await readFile(path, 'utf8');
    await writeFile(path, before.replace('"cases":60', '"cases":4061').replace('"count":', '"count":1'));
    await page.clock.fastForward(2_500);
    await page.getByText('4,061 in').waitFor();
    expect(await page.getByRole('status').innerText()).toMatch(/running$/);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toMatch(/^\/findings\//);
    await writeFile(path, before);

    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'does not hold on bad' }).waitFor();
    await page.goBack();
    expect(wrong).toEqual([]);
    expect(await page.getByRole('alert').count()).toBe(0);
    own.end();
    await own.ended;
    await page.clock.fastForward(2_500);
    await page.getByRole('alert').waitFor();
    await page.close();
  });
});
