/**
 * `<encoding>` of the Itanium grammar, and what may stand before and after a mangled name: mangled names, and what LLVM 19's `demangle` makes of them.
 * A name that is no mangled one stays as it is.
 */
import { describe, expect, test } from 'vitest';
import { demangle } from './demangle.ts';

const unchanged = undefined;

type Row = readonly [mangled: string, demangled: string | undefined];

const areas: readonly { readonly area: string; readonly rows: readonly Row[] }[] = [
  {
    area: 'tables and type information',
    rows: [
      ['_ZTV1A', 'vtable for A'],
      ['_ZTVN2ns1AE', 'vtable for ns::A'],
      ['_ZTT1A', 'VTT for A'],
      ['_ZTI1A', 'typeinfo for A'],
      ['_ZTIi', 'typeinfo for int'],
      ['_ZTIPKc', 'typeinfo for char const*'],
      ['_ZTS1A', 'typeinfo name for A'],
      ['_ZTSPFvvE', 'typeinfo name for void (*)()'],
      ['_ZTVSt9exception', 'vtable for std::exception'],
      ['_ZTV1AIiE', 'vtable for A<int>'],
      ['_ZTC3VVB8_2VB', 'construction vtable for VB-in-VVB'],
      ['_ZTC1A0_NS_1BE', 'construction vtable for A::B-in-A'],
    ],
  },
  {
    area: 'thunks',
    rows: [
      ['_ZThn8_N1A1fEv', 'non-virtual thunk to A::f()'],
      ['_ZTh8_N1AD1Ev', 'non-virtual thunk to A::~A()'],
      ['_ZTv0_n24_N1A1fEv', 'virtual thunk to A::f()'],
      ['_ZTvn4_n24_N1A1fEv', 'virtual thunk to A::f()'],
      ['_ZTcv0_n32_v0_n24_N2VB3covEv', 'covariant return thunk to VB::cov()'],
      ['_ZTchn8_h16_N1A1fEv', 'covariant return thunk to A::f()'],
    ],
  },
  {
    area: 'variables of the compiler',
    rows: [
      ['_ZGV1x', 'guard variable for x'],
      ['_ZGVZ1fvE1x', 'guard variable for f()::x'],
      ['_ZGVZ1fvE1x_0', 'guard variable for f()::x'],
      ['_ZGR1x_', 'reference temporary for x'],
      ['_ZGR1x0_', 'reference temporary for x'],
      ['_ZGR1x1A_', 'reference temporary for x'],
      ['_ZGR1x', 'reference temporary for x'],
      ['_ZGRN1A1xE_', 'reference temporary for A::x'],
      ['_ZTW1x', 'thread-local wrapper routine for x'],
      ['_ZTHN1A1xE', 'thread-local initialization routine for A::x'],
      ['_ZGIW3foo', 'initializer for module foo'],
      ['_ZGIW3fooW3barWP4part', 'initializer for module foo.bar:part'],
      ['_ZTAXtl1ALi1EEE', 'template parameter object for A{1}'],
      ['_ZTATyi', 'template parameter object for int'],
    ],
  },
  {
    area: 'functions',
    rows: [
      ['_Z1fIiEvv', 'void f<int>()'],
      ['_Z1fIiEPFvvEv', 'void (*f<int>())()'],
      ['_Z1fIiEA3_iv', 'intf<int>() [3]'],
      ['_Z2eiIiEUa9enable_ifIXeqLm4ELi4EEEvT_', 'void ei<int>(int) [enable_if:4ul == 4]'],
      ['_Z3ei2Ua9enable_ifIXaagtfL0p_Li0EltfL0p_Li10EEEi', 'ei2(int) [enable_if:fp > 0 && fp < 10]'],
      ['_ZNH2EO1gIRKS_EEvOT_i', 'void EO::g<EO const&>(this EO const&, int)'],
      ['_ZNH2EO1hERKS_', 'EO::h(this EO const&)'],
      ['_ZNKR1A1fIiEEvT_', 'void A::f<int>(int) const &'],
      ['_Z1fvQ1C', 'f() requires C'],
      ['_Z1fIiEvvQaa1C1D', 'void f<int>() requires C && D'],
    ],
  },
  {
    area: 'suffixes',
    rows: [
      ['_Z1fv.llvm.123', 'f() (.llvm.123)'],
      ['_Z1fv.part.0', 'f() (.part.0)'],
      ['_Z1fv.', 'f() (.)'],
      ['_Z1x.1', 'x (.1)'],
      ['_ZN1A1xE.isra.0.cold', 'A::x (.isra.0.cold)'],
    ],
  },
  {
    area: 'leading characters',
    rows: [
      ['__Z1fv', 'f()'],
      ['_._Z1fv', unchanged],
      ['._Z1fv', '.f()'],
      ['.__Z1fv', unchanged],
      ['.Z1fv', unchanged],
      ['Z1fv', unchanged],
      ['___Z1fv', unchanged],
      ['__Z', unchanged],
      ['?f@@YAXXZ', unchanged],
      ['main', unchanged],
      ['_', unchanged],
      ['.', unchanged],
      ['_GLOBAL__sub_I_b.cpp', unchanged],
      ['__cxx_global_var_init.1', unchanged],
      ['.L.str', unchanged],
      ['__main_argc_argv', unchanged],
      [
        '_ZN4core3ptr85drop_in_place$LT$std..rt..lang_start$LT$$LP$$RP$$GT$..$u7b$$u7b$closure$u7d$$u7d$$GT$17h0123456789abcdefE',
        'core::ptr::drop_in_place$LT$std..rt..lang_start$LT$$LP$$RP$$GT$..$u7b$$u7b$closure$u7d$$u7d$$GT$::h0123456789abcdef',
      ],
      [
        '_ZN3std2io5Write9write_fmt17h0123456789abcdefE.llvm.1',
        'std::io::Write::write_fmt::h0123456789abcdef (.llvm.1)',
      ],
    ],
  },
  {
    area: 'malformed',
    rows: [
      ['_Z1fvE', unchanged],
      ['_Z1fv_', unchanged],
      ['_ZT', unchanged],
      ['_ZTV', unchanged],
      ['_ZTx1A', unchanged],
      ['_ZTh8N1A1fEv', unchanged],
      ['_ZThN1A1fEv', unchanged],
      ['_ZTv0_N1A1fEv', unchanged],
      ['_ZTc', unchanged],
      ['_ZTC1A_1B', unchanged],
      ['_ZG', unchanged],
      ['_ZGV', unchanged],
      ['_ZGR1x0', unchanged],
      ['_ZGI', unchanged],
      ['_ZGIv', unchanged],
      ['_ZTA', unchanged],
      ['_Z1fUa9enable_ifIi', unchanged],
      ['_Z1fvQ', unchanged],
      ['_ZNH1A', unchanged],
    ],
  },
];

describe.each(areas)('$area', ({ rows }) => {
  test.each(rows)('%s', (mangled, demangled) => {
    expect(demangle(mangled)).toBe(demangled ?? mangled);
  });
});
