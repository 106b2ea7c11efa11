#!/bin/sh
# An archive in which no member's name is longer than 15 characters has no table of long names, and is refused.
# Exit 1 while it is so, 0 when not, 2 when a tool is missing. LINKER, LLVM (a suffix as -19) name others.
cd "$(dirname "$0")" || exit 2
LLVM=${LLVM--19}
LINKER=${LINKER:-zig}
for tool in "$LINKER" "yaml2obj$LLVM"; do command -v "$tool" > /dev/null || { echo "$tool is not here"; exit 2; }; done
rm -rf out && mkdir out || exit 2
"yaml2obj$LLVM" lib0.a.b.o.yaml -o out/b.o || exit 2
(cd out && "llvm-ar$LLVM" rcs lib0.a b.o) || exit 2
cd out || exit 2
ulimit -f 131072
"$LINKER" build-exe -fno-entry -fno-llvm -fno-lld -fno-compiler-rt -target wasm32-freestanding-none -mcpu=generic+multivalue+reference_types+bulk_memory+sign_ext+nontrapping_fptoint+simd128+tail_call+exception_handling+extended_const+multimemory --stack 65536 lib0.a --name out -femit-bin=out.wasm --cache-dir zig-cache --global-cache-dir zig-cache
status=$?
[ "$status" -eq 0 ] && { echo "it linked"; exit 0; }
echo "it was refused: status $status"; exit 1
