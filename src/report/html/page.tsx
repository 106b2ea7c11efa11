/**
 * A page as one file: it holds its style and its script, and asks for nothing else. The policy in its head forbids every
 * request and every script but that one, so that a name in an object stays text even if it slipped through as markup.
 * Not here: what stands on it (`campaign-page.tsx`, `finding-page.tsx`, `dashboard-page.tsx`).
 */
import { createHash } from 'node:crypto';
import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { visible } from '../visible.ts';
import { liveScript } from './live-script.ts';
import { pageScript } from './page-script.ts';
import { pageStyle } from './page-style.ts';

export interface PageContent {
  readonly title: string;
  readonly children: ComponentChildren;
  /** One finding and nothing beside it. */
  readonly alone?: boolean;
  /** Asks its server for itself again, and for nothing else. */
  readonly live?: boolean;
}

const digest = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

export function page({ title, children, alone = false, live = false }: PageContent): string {
  const script = live ? liveScript : pageScript;
  const requests = live ? " connect-src 'self';" : '';
  const policy = `default-src 'none';${requests} style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; script-src ${digest(script)}`;
  const html = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="data:," />
        <title>{visible(title)}</title>
        {/* Both are constants of ours. */}
        <style dangerouslySetInnerHTML={{ __html: pageStyle }} />
      </head>
      <body class={alone ? 'alone' : undefined}>
        <a class="skip" href="#main">
          To the content
        </a>
        <main id="main" tabIndex={-1}>
          {children}
        </main>
        <script dangerouslySetInnerHTML={{ __html: script }} />
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToString(html)}\n`;
}
