/**
 * `<type>` of the Itanium grammar, area by area: mangled names, and what LLVM 19's `demangle` makes of them.
 * A name that is no mangled one stays as it is.
 */
import { describe, expect, test } from 'vitest';
import { demangle } from './demangle.ts';

const unchanged = undefined;

type Row = readonly [mangled: string, demangled: string | undefined];

const areas: readonly { readonly area: string; readonly rows: readonly Row[] }[] = [
  {
    area: 'builtin types',
    rows: [
      ['_Z1fv', 'f()'],
      ['_Z1fwbcahst', 'f(wchar_t, bool, char, signed char, unsigned char, short, unsigned short)'],
      [
        '_Z1fijlmxyno',
        'f(int, unsigned int, long, unsigned long, long long, unsigned long long, __int128, unsigned __int128)',
      ],
      ['_Z1ffdegz', 'f(float, double, long double, __float128, ...)'],
      ['_Z1fDdDeDfDh', 'f(decimal64, decimal128, decimal32, half)'],
      ['_Z1fDiDsDu', 'f(char32_t, char16_t, char8_t)'],
      ['_Z1fDnDaDc', 'f(std::nullptr_t, auto, decltype(auto))'],
      ['_Z1fDF16_DF32_', 'f(_Float16, _Float32)'],
      ['_Z1fDB7_DU33_', 'f(_BitInt(7), unsigned _BitInt(33))'],
      ['_Z1fILi7EEvDBT__', 'void f<7>(_BitInt(7))'],
      ['_Z1fILi7EEvDUplT_Li1E_', 'void f<7>(unsigned _BitInt(7 + 1))'],
      ['_Z1fu6__int5', 'f(__int5)'],
      ['_Z1fu11__remove_cvIiES_', 'f(__remove_cv(int), __remove_cv(int))'],
    ],
  },
  {
    area: 'qualifiers, pointers and references',
    rows: [
      ['_Z1fPiRiOi', 'f(int*, int&, int&&)'],
      ['_Z1fPKcRVKiPrS1_', 'f(char const*, int const volatile&, int const volatile restrict*)'],
      ['_Z1fPPPv', 'f(void***)'],
      ['_Z1fKi', 'f(int const)'],
      ['_Z1fVi', 'f(int volatile)'],
      ['_Z1fPrKi', 'f(int const restrict*)'],
      ['_Z1fCdGf', 'f(double complex, float imaginary)'],
      ['_Z1fPCd', 'f(double complex*)'],
      ['_Z1fRKP1A', 'f(A* const&)'],
      [
        '_Z5qualsPVKPKiRVKN2ns1SEOS4_RA2_S_PKPi',
        'quals(int const* const volatile*, ns::S const volatile&, ns::S&&, int const (&) [2], int* const*)',
      ],
      ['_Z1fU3ASiPU3AS1i', 'f(int AS1* ASi)'],
      ['_Z1fU8__strongP11objc_object', 'f(objc_object* __strong)'],
      ['_Z1fU6foobarI1AEi', 'f(int foobar<A>)'],
      ['_Z1fPU14objcproto4Prot11objc_object', 'f(id<Prot>)'],
      ['_Z1fPU14objcproto4Prot7NSArray', 'f(NSArray<Prot>*)'],
      ['_Z1fU14objcproto4Prot11objc_object', 'f(objc_object<Prot>)'],
    ],
  },
  {
    area: 'references to references',
    rows: [
      ['_Z1fIRiEvOT_', 'void f<int&>(int&)'],
      ['_Z1fIRiEvRT_', 'void f<int&>(int&)'],
      ['_Z1fIOiEvOT_', 'void f<int&&>(int&&)'],
      ['_Z1fIOiEvRT_', 'void f<int&&>(int&)'],
      ['_Z1fIJRiOiiEEvDpOT_', 'void f<int&, int&&, int>(int&, int&&, int&&)'],
    ],
  },
  {
    area: 'arrays',
    rows: [
      ['_Z1fA3_i', 'f(int [3])'],
      ['_Z1fPA3_i', 'f(int (*) [3])'],
      ['_Z1fRA3_A4_i', 'f(int (&) [3][4])'],
      ['_Z1fPA2_A3_K1A', 'f(A const (*) [2][3])'],
      ['_Z1fA_i', 'f(int [])'],
      ['_Z1fRKA5_PFviE', 'f(void (* const (&) [5])(int))'],
      ['_Z1fILi3EEvRAT__i', 'void f<3>(int (&) [3])'],
      ['_Z1fILi3EEvRAplT_Li1E_i', 'void f<3>(int (&) [3 + 1])'],
      ['_Z4arr2IcEvPA2_A3_T_OA4_S0_', 'void arr2<char>(char (*) [2][3], char (&&) [4])'],
      ['_Z3arrIKN2ns2v11VELi7EEiRAT0__T_', 'int arr<ns::v1::V const, 7>(ns::v1::V const (&) [7])'],
      ['_Z1fM1AA3_i', 'f(int(A::*) [3])'],
      ['_Z1fOA4_Pi', 'f(int* (&&) [4])'],
    ],
  },
  {
    area: 'functions',
    rows: [
      ['_Z1fFvvE', 'f(void ())'],
      ['_Z1fPFvvE', 'f(void (*)())'],
      ['_Z1fRFiczE', 'f(int (&)(char, ...))'],
      ['_Z1fOFivE', 'f(int (&&)())'],
      ['_Z1fPKFvvE', 'f(void (*)() const)'],
      ['_Z1fFvvRE', 'f(void () &)'],
      ['_Z1fPVKFvvOE', 'f(void (*)() const volatile &&)'],
      ['_Z1fPFPFvcEiE', 'f(void (* (*)(int))(char))'],
      ['_Z1fPFvPFvvEE', 'f(void (*)(void (*)()))'],
      ['_Z1fPFYvvE', 'f(void (*)())'],
      ['_Z1fPDoFvvE', 'f(void (*)() noexcept)'],
      ['_Z1fPKDoFvvE', 'f(void (*)() const noexcept)'],
      ['_Z1fILb1EEvPDOT_EFvvE', 'void f<true>(void (*)() noexcept(true))'],
      ['_Z1fPDwicEFvvE', 'f(void (*)() throw(int, char))'],
      ['_Z1fPDxFvvE', 'f(void (*)())'],
      ['_Z1fPDoDxFvvE', 'f(void (*)() noexcept)'],
      ['_Z3nexPDoFvvEMN2ns1SEKDoFvvRE', 'nex(void (*)() noexcept, void (ns::S::*)() const & noexcept)'],
      [
        '_Z4fptrPFiczERFivEPFPFvcEiEMN2ns1SEVKFiiREMS8_iPA3_PS1_PPFvvEPFMS8_FiiEvE',
        'fptr(int (*)(char, ...), int (&)(), void (* (*)(int))(char), int (ns::S::*)(int) const volatile &, int ns::S::*, int (* (*) [3])(), void (**)(), int (ns::S::* (*)())(int))',
      ],
      ['_Z3szpIJicEEPAplsZT_sZfp__iDpT_', 'int (*szp<int, char>(int, char)) [sizeof...(int, char) + sizeof... (fp)]'],
      ['_Z1fIiEPFvT_ES0_', 'void (*f<int>(int))(int)'],
      ['_Z1fIiEPA3_T_v', 'int (*f<int>()) [3]'],
      ['_Z1fIiEM1AKFvT_Ev', 'void (A::*f<int>())(int) const'],
    ],
  },
  {
    area: 'members',
    rows: [
      ['_Z1fM1Ai', 'f(int A::*)'],
      ['_Z1fM1APKc', 'f(char const* A::*)'],
      ['_Z1fM1AFvvE', 'f(void (A::*)())'],
      ['_Z1fM1AKFivE', 'f(int (A::*)() const)'],
      ['_Z1fPM1Ai', 'f(int A::**)'],
      ['_Z1fMN1A1BEMS_i', 'f(int A::* A::B::*)'],
      ['_Z1fPFM1AFiiEvE', 'f(int (A::* (*)())(int))'],
    ],
  },
  {
    area: 'vectors',
    rows: [
      ['_Z6vendorDv4_i', 'vendor(int vector[4])'],
      ['_Z1fDv_i', 'f(int vector[])'],
      ['_Z1fDv8_p', 'f(pixel vector[8])'],
      ['_Z4vecnILi4EEvDvmlT_Li4E_i', 'void vecn<4>(int vector[4 * 4])'],
      ['_Z1fPDv4_f', 'f(float vector[4]*)'],
    ],
  },
  {
    area: 'classes',
    rows: [
      ['_Z1f1A', 'f(A)'],
      ['_Z1fN1A1BE', 'f(A::B)'],
      ['_Z1fSt6string', 'f(std::string)'],
      ['_Z1f1AIiE', 'f(A<int>)'],
      ['_Z1fSt6vectorIiSaIiEE', 'f(std::vector<int, std::allocator<int>>)'],
      ['_Z1fTs1ATu1BTe1C', 'f(struct A, union B, enum C)'],
      [
        '_Z3depI2DpENT_4type5innerENS1_1XIiEEPTsNS1_1YETeNS1_1ZE',
        'Dp::type::inner dep<Dp>(Dp::X<int>, struct Dp::Y*, enum Dp::Z)',
      ],
      ['_Z1fZ1gvE1A', 'f(g()::A)'],
      ['_Z1fDk1C', 'f(C auto)'],
      ['_Z1fDK1C', 'f(C decltype(auto))'],
      ['_Z1fDk1CIiE', 'f(C<int> auto)'],
      ['_Z1fIiEDcv', 'decltype(auto) f<int>()'],
      ['_Z1fIiEDav', 'auto f<int>()'],
    ],
  },
  {
    area: 'substitutions',
    rows: [
      ['_Z1fP1AS_S0_', 'f(A*, A, A*)'],
      ['_Z1fN1A1BENS_1CES1_', 'f(A::B, A::C, A::C)'],
      ['_Z1f1AIiES_IcES0_', 'f(A<int>, A<char>, A<int>)'],
      ['_Z1fSt4pairIiiES0_', 'f(std::pair<int, int>, std::pair<int, int>)'],
      ['_Z1fPKcS0_PS_', 'f(char const*, char const*, char const*)'],
      ['_Z1fiPiS_S_', 'f(int, int*, int*, int*)'],
      ['_Z1fPFvvES_', 'f(void (*)(), void ())'],
      ['_Z1fKPiS_', 'f(int* const, int*)'],
      ['_Z1f1aS_', 'f(a, a)'],
      ['_Z1f1a1b1c1d1e1f1g1h1i1j1k1lSA_', 'f(a, b, c, d, e, f, g, h, i, j, k, l, l)'],
      [
        '_Z1fPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPiSZ_S10_',
        'f(int******************************************, int*************************************, int**************************************)',
      ],
      ['_Z1fPiS3W5E11264SGSF_', 'f(int*, int*)'],
    ],
  },
  {
    area: 'malformed',
    rows: [
      ['_Z1fP', unchanged],
      ['_Z1fA', unchanged],
      ['_Z1fA3i', unchanged],
      ['_Z1fA3_', unchanged],
      ['_Z1fFvv', unchanged],
      ['_Z1fPDo', unchanged],
      ['_Z1fDz', unchanged],
      ['_Z1fDF16i', unchanged],
      ['_Z1fDF16b', unchanged],
      ['_Z1fDB', unchanged],
      ['_Z1fu0', unchanged],
      ['_Z1fU0i', unchanged],
      ['_Z1fM1A', unchanged],
      ['_Z1fDv4i', unchanged],
      ['_Z1fS', unchanged],
      ['_Z1fS_', unchanged],
      ['_Z1fS0', unchanged],
      ['_Z1fSz', unchanged],
      ['_Z1fT_', unchanged],
      ['_Z1fU9objcproto11objc_object', unchanged],
      ['_Z1fTs', unchanged],
      ['_Z1fDk', unchanged],
      ['_Z1fPDOT_Fv', unchanged],
    ],
  },
];

describe.each(areas)('$area', ({ rows }) => {
  test.each(rows)('%s', (mangled, demangled) => {
    expect(demangle(mangled)).toBe(demangled ?? mangled);
  });
});
