#!/bin/sh
# -r writes an object that no reader takes when a weak reference to a function stays in an archive.
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
[ "$status" -eq 0 ] || { echo "no object: status $status"; exit 0; }
"${OBJ2YAML:-obj2yaml$LLVM}" out.o > /dev/null 2> out.txt && { echo "obj2yaml reads it"; exit 0; }
echo "obj2yaml does not read it: $(sed -n 's/.*: //p' out.txt | head -n 1)"; exit 1
