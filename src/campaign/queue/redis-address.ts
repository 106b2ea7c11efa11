/**
 * Where the queue's Redis is, and who says so: an address on the command line names host and port; what must stay secret
 * comes from the environment, since others on a machine can read its command lines. What is shown to people is host and
 * port, nothing else.
 */
import { Redis } from 'ioredis';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly isEncrypted: boolean;
  readonly username?: string;
  readonly password?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `LINKSMITH_REDIS_URL` when no address is given; user and password from it or from variables of their own. */
export function redisAddress(given: string | undefined, env: Environment): RedisAddress {
  const text = given ?? env.LINKSMITH_REDIS_URL;
  if (text === undefined || text === '')
    throw new RedisAddressError('--queue: no address, and LINKSMITH_REDIS_URL is not set');
  const url = parsed(text, given === undefined ? 'LINKSMITH_REDIS_URL' : '--queue');
  if (given !== undefined && (url.password !== '' || url.username !== '')) {
    throw new RedisAddressError(
      '--queue: name and password do not belong on a command line: set LINKSMITH_REDIS_URL, or LINKSMITH_REDIS_USERNAME and LINKSMITH_REDIS_PASSWORD',
    );
  }
  const username = decodeURIComponent(url.username) || env.LINKSMITH_REDIS_USERNAME;
  const password = decodeURIComponent(url.password) || env.LINKSMITH_REDIS_PASSWORD;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 6379 : Number(url.port),
    database: Number(url.pathname.slice(1) || 0),
    isEncrypted: url.protocol === 'rediss:',
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
  };
}

function parsed(text: string, from: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isRedis = url !== undefined && /^rediss?:$/.test(url.protocol) && url.hostname !== '';
  if (!isRedis || !/^(\/\d{0,4})?$/.test(url.pathname) || url.search !== '') {
    throw new RedisAddressError(`${from}: not an address of the form redis://HOST:PORT or rediss://HOST:PORT/DATABASE`);
  }
  return url;
}

/** For people: where, and never who. */
export const addressText = ({ host, port }: RedisAddress): string => `${host}:${port}`;

/** A usage error: exit code 2. */
export class RedisAddressError extends Error {
  override readonly name = 'UsageError';
}

/** No Redis answers there, or it does not let us in: exit code 3. */
export class RedisMissingError extends Error {
  override readonly name = 'ToolMissingError';
}

/** What BullMQ opens its connections with. It asks for commands that wait as long as it takes. */
export const connectionOptions = ({ host, port, database, isEncrypted, username, password }: RedisAddress) => ({
  host,
  port,
  db: database,
  maxRetriesPerRequest: null,
  ...(isEncrypted ? { tls: {} } : {}),
  ...(username === undefined ? {} : { username }),
  ...(password === undefined ? {} : { password }),
});

/** Asks once, so that a wrong address ends the command instead of being tried for ever. */
export async function checkRedis(address: RedisAddress): Promise<void> {
  const redis = new Redis({
    ...connectionOptions(address),
    lazyConnect: true,
    connectTimeout: 10_000,
    retryStrategy: () => null,
  });
  let reason = '';
  redis.on('error', (error: Error) => {
    reason = error.message;
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    const why = reason || (error instanceof Error ? error.message : String(error));
    throw new RedisMissingError(`no Redis that lets us in at ${addressText(address)}: ${why}`);
  } finally {
    redis.disconnect();
  }
}
