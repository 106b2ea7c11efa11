/**
 * Unnamed types, lambdas and blocks of the Itanium grammar: mangled names, and what LLVM 19's `demangle` makes of them.
 * A name that is no mangled one stays as it is.
 */
import { describe, expect, test } from 'vitest';
import { demangle } from './demangle.ts';

const unchanged = undefined;

type Row = readonly [mangled: string, demangled: string | undefined];

const areas: readonly { readonly area: string; readonly rows: readonly Row[] }[] = [
  {
    area: 'unnamed types',
    rows: [
      ['_ZN1AUt_1fEv', "A::'unnamed'::f()"],
      ['_ZN1AUt0_C1Ev', "A::'unnamed0'::()"],
      ['_ZZ1fvENUt_1gEv', "f()::'unnamed'::g()"],
      ['_Z1fN1AUt12_E', "f(A::'unnamed12')"],
    ],
  },
  {
    area: 'lambdas',
    rows: [
      ['_Z1fINUlTL0__E_ENUlTL0__E0_EEvv', "void f<'lambda'(auto), 'lambda0'(auto)>()"],
      ['_Z1fINUlTyTL0__E_ENUlTL0__E0_EEvv', "void f<'lambda'<typename $T>($T), 'lambda0'(auto)>()"],
      ['_ZN1AMUlvE_E', "A::'lambda'()"],
      ['_ZN1xMUlvE_clEv', "x::'lambda'()::operator()()"],
      ['_ZNK1xMUlvE_clEv', "x::'lambda'()::operator()() const"],
      ['_ZNK1AUlvE_clEv', "A::'lambda'()::operator()() const"],
      ['_ZNK1AUliE_clEi', "A::'lambda'(int)::operator()(int) const"],
      ['_ZNK1AUlicE0_clEic', "A::'lambda0'(int, char)::operator()(int, char) const"],
      ['_ZNK1AUlvE10_clEv', "A::'lambda10'()::operator()() const"],
      ['_ZZ1fvENKUlvE_clEv', "f()::'lambda'()::operator()() const"],
      ['_ZZ1fvENKUlT_E_clIiEEDaS_', "auto f()::'lambda'(auto)::operator()<int>(auto) const"],
      ['_ZZ1fvENKUlT_T0_E_clIicEEDaS_S0_', "auto f()::'lambda'(auto, auto)::operator()<int, char>(auto, auto) const"],
      [
        '_ZNK2glMUliT_DpT0_E_clIdJcEEEDaiS0_S2_',
        "auto gl::'lambda'(int, auto, auto...)::operator()<double, char>(int, auto, auto...) const",
      ],
      [
        '_Z3lamIZZ6uselamvEN3Loc1fEvEUlvE_EvT_',
        "void lam<uselam()::Loc::f()::'lambda'()>(uselam()::Loc::f()::'lambda'())",
      ],
      ['_Z1fINUlvE_EEvv', "void f<'lambda'()>()"],
      ['_ZZ1fvENKUlTyT_E_clIiEEDaS_', "auto f()::'lambda'<typename $T>($T)::operator()<int>($T) const"],
      ['_ZZ1fvENKUlTyTyT_T0_E_clEv', "f()::'lambda'<typename $T, typename $T0>($T, $T0)::operator()() const"],
      ['_ZZ1fvENKUlTniTniRAT__AT0__iE_clEv', "f()::'lambda'<int $N, int $N0>(int (&) [$N][$N0])::operator()() const"],
      ['_ZZ1fvENKUlTtTyEvE_clEv', "f()::'lambda'<template<typename $T> typename $TT>()::operator()() const"],
      ['_ZZ1fvENKUlTtTyTniEvE_clEv', "f()::'lambda'<template<typename $T, int $N> typename $TT>()::operator()() const"],
      ['_ZZ1fvENKUlTpTyDpT_E_clEv', "f()::'lambda'<typename ...$T>($T...)::operator()() const"],
      ['_ZZ1fvENKUlTk1CT_E_clEv', "f()::'lambda'<C $T>($T)::operator()() const"],
      ['_ZZ1fvENKUlTk1CIiET_E_clEv', "f()::'lambda'<C<int> $T>($T)::operator()() const"],
      ['_ZZ1fvENKUlTnPFvvEvE_clEv', "f()::'lambda'<void (*$N)()>()::operator()() const"],
      [
        '_ZZ1fvENKUlTyTyTyTnivE_clEv',
        "f()::'lambda'<typename $T, typename $T0, typename $T1, int $N>()::operator()() const",
      ],
      ['_ZZ1fvENKUlTyQ1CIT_ET_E_clEv', "f()::'lambda'<typename $T> requires C<T> ($T)::operator()() const"],
      ['_ZZ1fvENKUlTyT_Q1CIT_EE_clEv', "f()::'lambda'<typename $T>($T) requires C<T>::operator()() const"],
      ['_ZZ1fvENKUlT_E_clIZ1gvENUlT_E_EEEvS_', "void f()::'lambda'(auto)::operator()<g()::'lambda'(auto)>(auto) const"],
      ['_ZN1xMUlZ1fvEUlvE_E_clEv', "x::'lambda'(f()::'lambda'())::operator()()"],
    ],
  },
  {
    area: 'blocks',
    rows: [
      ['_ZGVZZ3blkvEUb_E5inblk', "guard variable for blk()::'block-literal'::inblk"],
      ['_ZZZ3blkvEUb0_E5inblk', "blk()::'block-literal'::inblk"],
      ['___Z3blkv_block_invoke', 'invocation function for block in blk()'],
      ['___Z3blkv_block_invoke2', 'invocation function for block in blk()'],
      ['___Z3blkv_block_invoke_2', 'invocation function for block in blk()'],
      ['___Z3blkv_block_invoke.10', 'invocation function for block in blk()'],
      ['____Z3blkv_block_invoke_3', 'invocation function for block in blk()'],
    ],
  },
  {
    area: 'malformed',
    rows: [
      ['_ZZ1fvENKUlTtTyETL0__E_clEv', unchanged],
      [
        '_ZZ1fvENKUlTtTyTnTL0__EvE_clI1aEEvv',
        "void f()::'lambda'<template<typename $T, $T $N> typename $TT>()::operator()<a>() const",
      ],
      ['_ZN1AUtE', unchanged],
      ['_ZN1AUxE', unchanged],
      ['_ZN1AUl_E', unchanged],
      ['_ZN1AUlvEE', unchanged],
      ['_ZN1AUlE_E', unchanged],
      ['_ZN1AUlvQE_E', unchanged],
      ['___Z3blkv', unchanged],
      ['___Z3blkv_block_invoke_', unchanged],
      ['___Z3blkv_block_invokex', unchanged],
      ['_____Z3blkv_block_invoke', unchanged],
      ['_Z3blkv_block_invoke', unchanged],
    ],
  },
];

describe.each(areas)('$area', ({ rows }) => {
  test.each(rows)('%s', (mangled, demangled) => {
    expect(demangle(mangled)).toBe(demangled ?? mangled);
  });
});
