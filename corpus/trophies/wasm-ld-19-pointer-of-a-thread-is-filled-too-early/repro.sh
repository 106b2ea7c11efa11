#!/bin/sh
# In a module that is moved, a pointer in thread-local data to such data is read from a GOT entry that __wasm_init_tls sets only afterwards.
# Exit 1 while it is so, 0 when not, 2 when a tool is missing. LINKER, LLVM (a suffix as -19) name others.
cd "$(dirname "$0")" || exit 2
LLVM=${LLVM--19}
LINKER=${LINKER:-wasm-ld-19}
for tool in "$LINKER" "yaml2obj$LLVM" "${OBJ2YAML:-obj2yaml$LLVM}"; do command -v "$tool" > /dev/null || { echo "$tool is not here"; exit 2; }; done
rm -rf out && mkdir out || exit 2
"yaml2obj$LLVM" a.o.yaml -o out/a.o || exit 2
cd out || exit 2
ulimit -f 131072
"$LINKER" --no-entry --experimental-pic -pie --shared-memory --max-memory=131072 --export=__wasm_init_tls a.o -o out.wasm
status=$?
[ "$status" -eq 0 ] || { echo "no module: status $status"; exit 0; }
# By index: a function that stores a global as it is (global.get, i32.store), and one that ends with setting that global.
bodies=$("${OBJ2YAML:-obj2yaml$LLVM}" out.wasm | awk '/ Index:/ { index_ = $NF } / Body:/ { print index_, $2 }')
global=$(echo "$bodies" | sed -n 's/.*23\(..\)3602000B$/\1/p')
[ -n "$global" ] || { echo "the pointer is read from no GOT entry"; exit 0; }
reads=$(echo "$bodies" | sed -n "s/ .*23${global}3602000B$//p")
sets=$(echo "$bodies" | sed -n "s/ .*6A24${global}0B$//p")
# What __wasm_init_tls does last.
echo "$bodies" | grep -q "$(printf '10%02X10%02X0B$' "$sets" "$reads")" && { echo "the GOT entry is set before it is read"; exit 0; }
echo "the GOT entry is read and not set before"; exit 1
