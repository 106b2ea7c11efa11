#!/bin/sh
# The type of a function in an archive is not compared with that of a call where the archive was met after a weak reference: where they differ, the module is not valid.
# Exit 1 while it is so, 0 when not, 2 when a tool is missing. LINKER, LLVM (a suffix as -19) name others.
cd "$(dirname "$0")" || exit 2
LLVM=${LLVM--19}
LINKER=${LINKER:-wasm-ld-19}
for tool in "$LINKER" "yaml2obj$LLVM" "${OBJ2YAML:-obj2yaml$LLVM}" "llvm-ar$LLVM"; do command -v "$tool" > /dev/null || { echo "$tool is not here"; exit 2; }; done
rm -rf out && mkdir out || exit 2
"yaml2obj$LLVM" a.o.yaml -o out/a.o || exit 2
"yaml2obj$LLVM" b.o.yaml -o out/b.o || exit 2
"llvm-ar$LLVM" rcs out/lib.a out/b.o || exit 2
cd out || exit 2
ulimit -f 131072
"$LINKER" --no-entry --undefined=f a.o lib.a -o out.wasm
status=$?
[ "$status" -eq 0 ] || { echo "no module: status $status"; exit 0; }
bodies=$("${OBJ2YAML:-obj2yaml$LLVM}" out.wasm | awk '/ Index:/ { index_ = $NF } / Body:/ { print index_, $2 }')
# All that probe does is a call, so it returns what its callee does.
call=$(echo "$bodies" | sed -n 's/^\([0-9]*\) 108\([0-9]\)808080000B$/\1 \2/p')
[ -n "$call" ] || { echo "nothing is called"; exit 0; }
type_of() { "${OBJ2YAML:-obj2yaml$LLVM}" out.wasm | sed -n 's/.*FunctionTypes: *\[ *\(.*\) \]/\1/p' | cut -d, -f$(($1 + 1)); }
[ $(type_of "${call% *}") -eq $(type_of "${call#* }") ] && { echo "the call has the type of its function"; exit 0; }
echo "a call is not of the type of its function"; exit 1
