#!/bin/sh
# --compress-relocations writes an address below 0 in an unsigned LEB128 of 64 bits.
# Exit 1 while it is so, 0 when not, 2 when a tool is missing. LINKER, LLVM (a suffix as -19) name others.
cd "$(dirname "$0")" || exit 2
LLVM=${LLVM--19}
LINKER=${LINKER:-wasm-ld-19}
for tool in "$LINKER" "yaml2obj$LLVM"; do command -v "$tool" > /dev/null || { echo "$tool is not here"; exit 2; }; done
rm -rf out && mkdir out || exit 2
"yaml2obj$LLVM" a.o.yaml -o out/a.o || exit 2
cd out || exit 2
ulimit -f 131072
"$LINKER" --no-entry --export=f --strip-all --compress-relocations a.o -o out.wasm
status=$?
[ "$status" -eq 0 ] || { echo "no module: status $status"; exit 0; }
node -e 'process.exit(WebAssembly.validate(require("fs").readFileSync("out.wasm")) ? 0 : 1)' && { echo "it is valid"; exit 0; }
echo "the module is not valid"; exit 1
