/**
 * Who gets an answer from a dashboard, and which: the page, its data, a finding. Nothing can be changed through it. A page
 * of another site must not read it under a name that it had made to point here, so that a request says by `Host` that it
 * means this machine.
 * Not here: what stands in an answer (`dashboard-folder.ts`, `src/report`).
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { StoredDataError } from '../campaign/findings/finding.ts';
import { dashboardPage } from '../report/html/dashboard-page.tsx';
import type { DashboardFolder } from './dashboard-folder.ts';
import { InputError } from './exit-codes.ts';

export interface Listening {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface DashboardServer {
  /** `http://127.0.0.1:8019/` */
  readonly address: string;
  /** Also ends connections that are open. */
  close(): Promise<void>;
}

export async function serveDashboard(folder: DashboardFolder, { host, port }: Listening): Promise<DashboardServer> {
  const server = createServer((request, response) => {
    void answerTo(request, folder, host).then((answer) => send(response, answer, request.method === 'HEAD'));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new InputError(listenText(error, { host, port }))));
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    address: `http://${isIP(host) === 6 ? `[${host}]` : host}:${taken}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listenText({ code }: NodeJS.ErrnoException, { host, port }: Listening): string {
  const place = `${host}:${port}`;
  return code === 'EADDRINUSE'
    ? `${place}: another program listens there; --port 0 takes a free port`
    : `${place}: cannot listen there: ${code}`;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const text = (status: number, words: string): Answer => ({ status, type: 'text/plain', body: `${words}\n` });

async function answerTo(request: IncomingMessage, folder: DashboardFolder, host: string): Promise<Answer> {
  if (!isForUs(request.headers.host, host)) return text(403, 'this name is not one of the dashboard; see --host');
  if (request.method !== 'GET' && request.method !== 'HEAD') return text(405, 'nothing can be changed here');
  try {
    return await answerAt(request.url ?? '', folder);
  } catch (error) {
    const isTold = error instanceof StoredDataError || error instanceof InputError;
    return isTold ? text(503, error.message) : text(500, 'internal error');
  }
}

async function answerAt(url: string, folder: DashboardFolder): Promise<Answer> {
  const [path = ''] = url.split('?');
  if (path === '/') return { status: 200, type: 'text/html', body: dashboardPage(await folder.look()) };
  if (path === '/data.json') {
    return { status: 200, type: 'application/json', body: `${JSON.stringify(await folder.look())}\n` };
  }
  const [, id] = /^\/findings\/([\w-]+)$/.exec(path) ?? [];
  const page = id === undefined ? undefined : await folder.findingPage(id);
  return page === undefined ? text(404, 'nothing is here') : { status: 200, type: 'text/html', body: page };
}

/**
 * Names of the loopback, and what `--host` says. Who listens everywhere is reached under any address; a name that is made
 * to point here is never an address.
 */
function isForUs(header: string | undefined, host: string): boolean {
  const name = nameIn(header);
  if (name === undefined) return false;
  const isEverywhere = host === '0.0.0.0' || host === '::';
  return [...loopback, host.toLowerCase()].includes(name) || (isEverywhere && isIP(name) !== 0);
}

const loopback = ['127.0.0.1', '::1', 'localhost'];

/** Without its port, which may be that of a tunnel. */
function nameIn(header: string | undefined): string | undefined {
  const [, six, name] = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d+)?$/i.exec(header ?? '') ?? [];
  return (six ?? name)?.toLowerCase();
}

function send(response: ServerResponse, { status, type, body }: Answer, isHead: boolean): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    // The page has its own policy; who may frame it is only heard in a header.
    'content-security-policy': "frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
  });
  response.end(isHead ? undefined : body);
}
