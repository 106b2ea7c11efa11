#!/bin/sh
# The address of weak data that stays in an archive is imported from GOT.func in a position-independent module.
# Exit 1 while it is so, 0 when not, 2 when a tool is missing. LINKER, LLVM (a suffix as -19) name others.
cd "$(dirname "$0")" || exit 2
LLVM=${LLVM--19}
LINKER=${LINKER:-wasm-ld-19}
for tool in "$LINKER" "yaml2obj$LLVM"; do command -v "$tool" > /dev/null || { echo "$tool is not here"; exit 2; }; done
rm -rf out && mkdir out || exit 2
"yaml2obj$LLVM" a.o.yaml -o out/a.o || exit 2
"yaml2obj$LLVM" b.o.yaml -o out/b.o || exit 2
cd out || exit 2
ulimit -f 131072
"$LINKER" --no-entry --experimental-pic -pie a.o --start-lib b.o --end-lib -o out.wasm
status=$?
[ "$status" -eq 0 ] || { echo "no module: status $status"; exit 0; }
"${OBJ2YAML:-obj2yaml$LLVM}" out.wasm | grep -q 'Module: *GOT.func' || { echo "nothing is imported from GOT.func"; exit 0; }
echo "the address of data is imported from GOT.func"; exit 1
