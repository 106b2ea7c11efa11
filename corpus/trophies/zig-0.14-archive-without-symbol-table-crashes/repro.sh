#!/bin/sh
# An archive whose first member is an object, as ar writes it when nothing is defined, crashes the linker.
# Exit 1 while it is so, 0 when not, 2 when a tool is missing. LINKER, LLVM (a suffix as -19) name others.
cd "$(dirname "$0")" || exit 2
LLVM=${LLVM--19}
LINKER=${LINKER:-zig}
for tool in "$LINKER" "yaml2obj$LLVM"; do command -v "$tool" > /dev/null || { echo "$tool is not here"; exit 2; }; done
rm -rf out && mkdir out || exit 2
"yaml2obj$LLVM" lib1.a.e.o.yaml -o out/e.o || exit 2
(cd out && "llvm-ar$LLVM" rcS lib1.a e.o) || exit 2
cd out || exit 2
ulimit -f 131072
"$LINKER" build-exe -fno-entry -fno-llvm -fno-lld -fno-compiler-rt -target wasm32-freestanding-none -mcpu=generic+multivalue+reference_types+bulk_memory+sign_ext+nontrapping_fptoint+simd128+tail_call+exception_handling+extended_const+multimemory --stack 65536 lib1.a --name out -femit-bin=out.wasm --cache-dir zig-cache --global-cache-dir zig-cache
status=$?
# A crash is a status of 128 or more.
[ "$status" -lt 128 ] && { echo "no crash: status $status"; exit 0; }
echo "it crashed: status $status"; exit 1
