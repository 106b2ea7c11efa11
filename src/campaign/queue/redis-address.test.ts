import { describe, expect, it } from 'vitest';
import { addressText, connectionOptions, redisAddress } from './redis-address.ts';

const secret = { LINKSMITH_REDIS_URL: 'rediss://ann:s%40crat@far:7000/3' };

describe('redisAddress', () => {
  it.each<[given: string | undefined, env: Record<string, string>, address: object]>([
    ['redis://far', {}, { host: 'far', port: 6379, database: 0, isEncrypted: false }],
    ['redis://[::1]:7000/2', {}, { host: '::1', port: 7000, database: 2, isEncrypted: false }],
    [
      'redis://far',
      { LINKSMITH_REDIS_PASSWORD: 'p' },
      { host: 'far', port: 6379, database: 0, isEncrypted: false, password: 'p' },
    ],
    [
      undefined,
      secret,
      { host: 'far', port: 7000, database: 3, isEncrypted: true, username: 'ann', password: 's@crat' },
    ],
  ])('%s with %j', (given, env, address) => {
    expect(redisAddress(given, env)).toEqual(address);
  });

  it.each<[given: string | undefined, env: Record<string, string>, message: RegExp]>([
    [undefined, {}, /LINKSMITH_REDIS_URL is not set$/],
    ['redis://ann:s3cret@far', {}, /do not belong on a command line/],
    ['http://far', {}, /^--queue: not an address/],
    ['redis://far/../etc/x', {}, /^--queue: not an address/],
    ['redis://far?db=s3cret', {}, /^--queue: not an address/],
    [undefined, { LINKSMITH_REDIS_URL: 'far:s3cret' }, /^LINKSMITH_REDIS_URL: not an address/],
  ])('refuses %s with %j, and repeats nothing of it', (given, env, message) => {
    expect(() => redisAddress(given, env)).toThrow(message);
    expect(() => redisAddress(given, env)).not.toThrow(/s3cret/);
  });

  it('is shown without who and with what', () => {
    const address = redisAddress(undefined, secret);
    expect(addressText(address)).toBe('far:7000');
    expect(connectionOptions(address)).toMatchObject({ username: 'ann', password: 's@crat', tls: {} });
  });
});
