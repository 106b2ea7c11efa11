// The pages of the library, from its doc comments: `npm run api` writes them to `api/`. Fails for an exported name without a
// comment, and for a type that pages mention and no entry exports. Entries are those of package.json.
import { readFileSync } from 'node:fs';

const { exports } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

export default {
  entryPoints: Object.values(exports).flatMap(({ types }) =>
    types === undefined ? [] : [types.replace(/^\.\/dist\/(.*)\.d\.ts$/, '$1.ts')],
  ),
  tsconfig: 'tsconfig.build.json',
  name: 'linksmith',
  readme: 'none',
  out: 'api',
  excludeInternal: true,
  excludePrivate: true,
  sort: ['source-order'],
  validation: { notDocumented: true },
  requiredToBeDocumented: ['Variable', 'Function', 'Class', 'Interface', 'TypeAlias', 'Method', 'Accessor'],
  treatWarningsAsErrors: true,
};
