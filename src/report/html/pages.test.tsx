/**
 * The pages in a real browser: Debian's Chromium, where there is one. They open, filter, lead to a finding and back, say
 * what was expected and what came, run nothing that an object says, ask for nothing, and fit a narrow screen.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumMissing, chromiumPath } from './browser.fixture.ts';
import { campaignPage } from './campaign-page.tsx';
import { exampleCampaign, exampleFinding, hostileName } from './example-pages.fixture.tsx';
import { findingPage } from './finding-page.tsx';

const options = {
  directory: 'out',
  relocationKinds: ['R_WASM_TYPE_INDEX_LEB', 'R_WASM_OTHER'],
};

describe.skipIf(chromiumPath === undefined)(`pages in a browser${chromiumMissing}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'linksmith-test-'));
    browser = await chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] });
    const findings = [await exampleFinding()];
    await writeFile(join(folder, 'campaign.html'), campaignPage(exampleCampaign, { ...options, findings }));
    await writeFile(join(folder, 'finding.html'), findingPage(findings[0]!));
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A page, and what it should not do. */
  async function open(
    file: string,
    how: Parameters<Browser['newPage']>[0] = {},
  ): Promise<{ page: Page; wrong: string[] }> {
    const page = await browser.newPage(how);
    const wrong: string[] = [];
    const address = pathToFileURL(join(folder, file)).href;
    page.on('console', (message) => wrong.push(message.text()));
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('request', (request) => request.url() !== address && wrong.push(request.url()));
    await page.goto(address);
    return { page, wrong };
  }

  it('filters findings, follows one, and comes back', async () => {
    const { page, wrong } = await open('campaign.html');
    const rows = page.locator('[data-findings] tbody tr:visible');
    expect(await rows.count()).toBe(3);
    await page.getByLabel('Words').fill('relocation');
    expect([await rows.count(), await page.locator('[data-shown]').textContent()]).toEqual([1, '1 of 3 shown']);
    await page.getByLabel('Words').fill('');
    await page.getByRole('combobox', { name: 'target' }).selectOption('lazy');
    expect(await rows.allTextContents()).toEqual([expect.stringContaining('out/findings/three')]);
    await page.getByRole('combobox', { name: 'target' }).selectOption('');
    expect((await rows.first().textContent())?.startsWith('relocation-auditnew')).toBe(true);
    await page.getByRole('link', { name: 'relocation-audit' }).press('Enter');
    expect(await page.locator('h1:visible').textContent()).toBe('relocation-audit does not hold on ld');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('finding-one');
    await page.getByRole('link', { name: 'the campaign' }).press('Enter');
    expect(await page.locator('h1:visible').textContent()).toBe('Campaign of ld, lazy');
    expect(wrong).toEqual([]);
    await page.close();
  });

  it('says in words what signs mean, and a failure only where there is one', async () => {
    const { page } = await open('campaign.html');
    const row = page.getByRole('row', { name: /^self-check .*held/ });
    const cells = ['self-check', 'held 1,990 failed 2 did not apply 8', 'held 994 failed 2 did not apply 4'];
    for (const name of [...cells, 'held 996 did not apply 4']) {
      expect(await row.getByRole('cell', { name, exact: true }).count(), name).toBe(1);
    }
    await page.close();
  });

  it('answers which objects, symbol, relocation, what was expected and what came, and how to replay', async () => {
    const { page, wrong } = await open('finding.html', { colorScheme: 'dark' });
    const text = await page.locator('main').innerText();
    for (const part of [
      'main.o: object,',
      'the only definition',
      'R_WASM_FUNCTION_INDEX_LEB',
      '✗ ld: expected ',
      'linksmith repro out/findings/one',
      '--export=',
    ]) {
      expect(text).toContain(part);
    }
    expect(await page.locator('.graph svg .atom.live').count()).toBeGreaterThan(2);
    expect(await page.locator('.graph svg .atom.dead').count()).toBeGreaterThan(0);
    expect(await page.locator('mark.site:visible').count()).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
    await page.close();
  });

  it.each(['campaign.html', 'finding.html'])('shows names in %s as text, and fits a narrow screen', async (file) => {
    const { page, wrong } = await open(file, { viewport: { width: 360, height: 700 } });
    expect(await page.locator('main').textContent()).toContain(hostileName.replace('\u001b', '\\u001b'));
    expect(await page.title()).not.toMatch(/^[12]$/);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(wrong).toEqual([]);
    await page.close();
  });

  it('lets no script run that slipped in as markup', async () => {
    const { page } = await open('finding.html');
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "run"';
      document.body.append(script);
    });
    expect(await page.title()).not.toBe('run');
    await page.close();
  });
});
