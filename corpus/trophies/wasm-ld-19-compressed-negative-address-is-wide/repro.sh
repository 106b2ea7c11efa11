#!/bin/sh
# --compress-relocations writes an address below 0 in an unsigned LEB128 of 64 bits.
# Exit 1 while it is so, 0 when not, 2 when a tool is missing. LINKER, LLVM (a suffix as -19) name others.
cd "$(dirname "$0")" || exit 2
LLVM=${LLVM--19}
LINKER=${LINKER:-wasm-ld-19}
for tool in "$LINKER" "yaml2obj$LLVM" "obj2yaml$LLVM"; do command -v "$tool" > /dev/null || { echo "$tool is not here"; exit 2; }; done
rm -rf out && mkdir out || exit 2
"yaml2obj$LLVM" a.o.yaml -o out/a.o || exit 2
cd out || exit 2
ulimit -f 131072
"$LINKER" --no-entry --export=f --strip-all --compress-relocations a.o -o out.wasm
status=$?
[ "$status" -eq 0 ] || { echo "no module: status $status"; exit 0; }
# The load is the whole function: its address is what follows 2800, and more than five bytes hold no address of 32 bits.
body=$("${OBJ2YAML:-obj2yaml$LLVM}" out.wasm | sed -n 's/.*Body: *\(4100280.*\)/\1/p')
[ -n "$body" ] || { echo "there is no such load"; exit 2; }
echo "$body" | grep -qE '^41002800([89A-F].){0,4}[0-7].0B$' && { echo "the address has five bytes at most"; exit 0; }
echo "the address has more than five bytes: $body"; exit 1
