#!/bin/sh
# With --emit-relocs a relocation whose target was collected is written with symbol index 4294967295.
# Exit 1 while it is so, 0 when not, 2 when a tool is missing. LINKER, LLVM (a suffix as -19) name others.
cd "$(dirname "$0")" || exit 2
LLVM=${LLVM--19}
LINKER=${LINKER:-wasm-ld-19}
for tool in "$LINKER" "yaml2obj$LLVM"; do command -v "$tool" > /dev/null || { echo "$tool is not here"; exit 2; }; done
rm -rf out && mkdir out || exit 2
"yaml2obj$LLVM" a.o.yaml -o out/a.o || exit 2
cd out || exit 2
ulimit -f 131072
"$LINKER" --no-entry --export=f --emit-relocs a.o -o out.wasm
status=$?
[ "$status" -eq 0 ] || { echo "no module: status $status"; exit 0; }
"${OBJ2YAML:-obj2yaml$LLVM}" out.wasm > /dev/null && { echo "obj2yaml reads it"; exit 0; }
echo "obj2yaml does not read it"; exit 1
