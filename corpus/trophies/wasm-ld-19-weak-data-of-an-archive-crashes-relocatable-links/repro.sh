#!/bin/sh
# A weak reference to data that stays in an archive crashes -r and --emit-relocs.
# Exit 1 while it is so, 0 when not, 2 when a tool is missing. LINKER, LLVM (a suffix as -19) name others.
cd "$(dirname "$0")" || exit 2
LLVM=${LLVM--19}
LINKER=${LINKER:-wasm-ld-19}
for tool in "$LINKER" "yaml2obj$LLVM" "obj2yaml$LLVM" "llvm-ar$LLVM"; do command -v "$tool" > /dev/null || { echo "$tool is not here"; exit 2; }; done
rm -rf out && mkdir out || exit 2
"yaml2obj$LLVM" a.o.yaml -o out/a.o || exit 2
"yaml2obj$LLVM" b.o.yaml -o out/b.o || exit 2
cd out || exit 2
"llvm-ar$LLVM" rcs lib.a b.o || exit 2
ulimit -f 131072
"$LINKER" -r a.o lib.a -o out.o
status=$?
# A crash is a status of 128 or more.
[ "$status" -lt 128 ] && { echo "no crash: status $status"; exit 0; }
echo "it crashed: status $status"; exit 1
