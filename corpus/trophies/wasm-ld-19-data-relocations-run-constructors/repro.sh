#!/bin/sh
# Where exports are wrapped as commands, __wasm_apply_data_relocs is wrapped too: a loader that calls it runs the constructors first.
# Exit 1 while it is so, 0 when not, 2 when a tool is missing. LINKER, LLVM (a suffix as -19) name others.
cd "$(dirname "$0")" || exit 2
LLVM=${LLVM--19}
LINKER=${LINKER:-wasm-ld-19}
for tool in "$LINKER" "yaml2obj$LLVM"; do command -v "$tool" > /dev/null || { echo "$tool is not here"; exit 2; }; done
rm -rf out && mkdir out || exit 2
"yaml2obj$LLVM" a.o.yaml -o out/a.o || exit 2
cd out || exit 2
ulimit -f 131072
"$LINKER" --no-entry --export=probe --unresolved-symbols=import-dynamic --experimental-pic a.o -o out.wasm
status=$?
[ "$status" -eq 0 ] || { echo "no module: status $status"; exit 0; }
"${OBJ2YAML:-obj2yaml$LLVM}" out.wasm > out.yaml || exit 2
index=$(grep -A2 'Name: *__wasm_apply_data_relocs' out.yaml | sed -n 's/.*Index: *//p' | head -n 1)
[ -n "$index" ] || { echo "there is no __wasm_apply_data_relocs"; exit 0; }
grep -A2 -- "- Index: *$index\$" out.yaml | grep -q 'Body: *10' || { echo "the export calls nothing first"; exit 0; }
echo "the export calls other functions first"; exit 1
