#!/bin/sh
# In a module that is moved, the address of a merged string counts what lies before its segment twice.
# Exit 1 while it is so, 0 when not, 2 when a tool is missing. LINKER, LLVM (a suffix as -19) name others.
cd "$(dirname "$0")" || exit 2
LLVM=${LLVM--19}
LINKER=${LINKER:-wasm-ld-19}
for tool in "$LINKER" "yaml2obj$LLVM"; do command -v "$tool" > /dev/null || { echo "$tool is not here"; exit 2; }; done
rm -rf out && mkdir out || exit 2
"yaml2obj$LLVM" a.o.yaml -o out/a.o || exit 2
cd out || exit 2
ulimit -f 131072
"$LINKER" -shared --experimental-pic --no-merge-data-segments a.o -o out.wasm
status=$?
[ "$status" -eq 0 ] || { echo "no module: status $status"; exit 0; }
# The string is at 4; i32.const of 8 begins with 4188, of 4 with 4184.
"${OBJ2YAML:-obj2yaml$LLVM}" out.wasm | grep -q 'Body: *23808080800041888080' || { echo "the code does not add 8"; exit 0; }
echo "the code adds 8, the string is at 4"; exit 1
