#!/usr/bin/env bash
# Installs Debian's packages that some tests use: wasm-ld 19 to compare with, clang with a WASI C library to compile
# programs, the tools that read and write objects as text, Chromium, which opens the reports, and a Redis server for
# campaigns over a queue. Nothing of it is needed to use linksmith or to pass its tests: without it those tests are reported
# as skipped.
#
#   sudo scripts/install-native.sh
set -euo pipefail

packages=(lld-19 clang-19 llvm-19 llvm-19-tools chromium wasi-libc libclang-rt-19-dev-wasm32 redis-server)
programs=(wasm-ld-19 clang-19 llvm-mc-19 yaml2obj-19 chromium redis-server)

is_complete() {
  local program
  for program in "${programs[@]}"; do command -v "$program" >/dev/null || return 1; done
  [ -e /usr/lib/wasm32-wasi/libc.a ] && ls /usr/lib/llvm-19/lib/clang/19/lib/wasi/libclang_rt.builtins-wasm32.a >/dev/null 2>&1
}

if is_complete; then
  echo "LLVM 19, its WASI library, Chromium and Redis are installed already"
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "no apt-get here: install LLVM 19 (clang, wasm-ld, llvm-mc, yaml2obj), a WASI C library for it and redis-server in your system's way" >&2
  exit 3
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "installing packages needs root: sudo $0" >&2
  exit 3
fi

echo "installing with apt-get: ${packages[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${packages[@]}"
is_complete || { echo "the packages are installed, but a program or library is not where it is expected" >&2; exit 1; }
echo "installed"
