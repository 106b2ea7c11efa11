#!/bin/sh
# A shared library with an element segment does not import the table when the object that names it first does not need it.
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
"$LINKER" -shared --experimental-pic a.o b.o -o out.wasm
status=$?
[ "$status" -eq 0 ] || { echo "no module: status $status"; exit 0; }
"${OBJ2YAML:-obj2yaml$LLVM}" out.wasm > out.yaml 2> out.txt || { echo "the module cannot be read: $(cat out.txt)"; exit 1; }
grep -q 'Type: *ELEM' out.yaml || { echo "nothing is written into a table"; exit 0; }
grep -q 'Kind: *TABLE' out.yaml && { echo "the table is imported"; exit 0; }
echo "an element segment, and no table"; exit 1
