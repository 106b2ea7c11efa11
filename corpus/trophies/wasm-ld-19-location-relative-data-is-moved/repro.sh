#!/bin/sh
# In a module that is moved, a difference of two addresses in data (R_WASM_MEMORY_ADDR_LOCREL_I32) gets __memory_base added at start-up.
# Exit 1 while it is so, 0 when not, 2 when a tool is missing. LINKER, LLVM (a suffix as -19) name others.
cd "$(dirname "$0")" || exit 2
LLVM=${LLVM--19}
LINKER=${LINKER:-wasm-ld-19}
for tool in "$LINKER" "yaml2obj$LLVM"; do command -v "$tool" > /dev/null || { echo "$tool is not here"; exit 2; }; done
rm -rf out && mkdir out || exit 2
"yaml2obj$LLVM" a.o.yaml -o out/a.o || exit 2
cd out || exit 2
ulimit -f 131072
"$LINKER" --no-entry --experimental-pic -shared a.o -o out.wasm
status=$?
[ "$status" -eq 0 ] || { echo "no module: status $status"; exit 0; }
# A body that does nothing is "0B"; adding __memory_base takes a store.
"${OBJ2YAML:-obj2yaml$LLVM}" out.wasm | grep -q 'Body:.*36' || { echo "nothing is stored at start-up"; exit 0; }
echo "the difference is changed at start-up"; exit 1
