// npm run targets:install [NAME…]: brings the linkers that are too large, or too particular, to come with the project.
// Without a name it says which there are. Each goes into a folder of its own below .targets/ (or LINKSMITH_TARGETS); what
// is there already is left alone.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installations, installedFolder } from '../dist/src/targets/installed.js';

const names = process.argv.slice(2);
const unknown = names.find((name) => !installations.some((one) => one.name === name));
if (unknown !== undefined) {
  console.error(
    `no target to install is named '${unknown}'; there are ${installations.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}
if (names.length === 0) {
  for (const one of installations) {
    const state = existsSync(installedFolder(one.name)) ? 'is here' : 'is not here';
    console.log(`${one.name.padEnd(20)} ${state} (${describe(one)})`);
  }
  console.log('npm run targets:install NAME…');
}
for (const name of names) {
  if (!install(installations.find((one) => one.name === name))) process.exitCode = 3;
}

function describe(one) {
  return one.kind === 'npm'
    ? `${one.packages.join(' ')}, ${one.sizeMiB} MiB`
    : `built here; needs ${one.debian.join(' ')}`;
}

/** Into a folder beside the final one first, so that half an installation is never taken for a whole one. */
function install(one) {
  const folder = installedFolder(one.name);
  if (existsSync(folder)) {
    console.log(`${one.name} is here already: ${folder}`);
    return true;
  }
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  console.log(`${one.name}: ${describe(one)}`);
  const made = one.kind === 'npm' ? fromNpm(one, draft) : build(one, draft);
  if (made) {
    mkdirSync(dirname(folder), { recursive: true });
    renameSync(draft, folder);
  } else {
    rmSync(draft, { recursive: true, force: true });
    console.error(`${one.name} could not be installed`);
  }
  return made;
}

function fromNpm({ packages }, folder) {
  const options = ['--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--no-package-lock'];
  return spawnSync('npm', ['install', ...options, ...packages], { stdio: 'inherit' }).status === 0;
}

/** With the compiler that is here, against the libraries of one LLVM. */
function build({ name, source, llvm, debian }, folder) {
  const config = (...args) => spawnSync(`llvm-config-${llvm}`, args, { encoding: 'utf8' }).stdout?.trim();
  const [include, libraries, names] = [config('--includedir'), config('--libdir'), config('--link-shared', '--libs')];
  if (!include || !libraries || !names) {
    console.error(`llvm-config-${llvm} is not here; on Debian: apt-get install ${debian.join(' ')} g++`);
    return false;
  }
  const path = fileURLToPath(new URL(source, import.meta.url));
  const libs = ['-llldWasm', '-llldCommon', ...names.split(' '), `-Wl,-rpath,${libraries}`];
  const args = [
    '-O2',
    '-std=c++17',
    '-fno-rtti',
    `-I${include}`,
    path,
    '-o',
    `${folder}/${name}`,
    `-L${libraries}`,
    ...libs,
  ];
  for (const compiler of ['c++', 'g++', `clang++-${llvm}`, 'clang++']) {
    const { status, error } = spawnSync(compiler, args, { stdio: 'inherit' });
    if (error === undefined) return status === 0;
  }
  console.error('no compiler of C++ is here');
  return false;
}
