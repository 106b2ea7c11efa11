/**
 * Template arguments and parameters of the Itanium grammar, area by area: mangled names, and what LLVM 19's `demangle` makes of them.
 * A name that is no mangled one stays as it is.
 */
import { describe, expect, test } from 'vitest';
import { demangle } from './demangle.ts';

const unchanged = undefined;

type Row = readonly [mangled: string, demangled: string | undefined];

const areas: readonly { readonly area: string; readonly rows: readonly Row[] }[] = [
  {
    area: 'arguments',
    rows: [
      ['_Z1fIiEvT_', 'void f<int>(int)'],
      ['_Z1fIicEvT_T0_', 'void f<int, char>(int, char)'],
      ['_Z1fIiEvv', 'void f<int>()'],
      ['_Z1fIiET_S0_', 'int f<int>(int)'],
      ['_Z1fIiEDTplT_Li1EEv', 'decltype(int + 1) f<int>()'],
      ['_Z1f1AIiE', 'f(A<int>)'],
      ['_Z1f1AIS_IS_IiEEE', 'f(A<A<A<int>>>)'],
      ['_Z1fI1AIiEEvT_', 'void f<A<int>>(A<int>)'],
      ['_ZN1AIiE1fEv', 'A<int>::f()'],
      ['_ZN1AIiE1fIcEEvT_', 'void A<int>::f<char>(char)'],
      ['_ZN1AIiE1BIcE1fIdEEvT_', 'void A<int>::B<char>::f<double>(double)'],
      ['_ZN1AIiEC1IcEET_', 'A<int>::A<char>(char)'],
      ['_Z1fI1AEvPT_S1_', 'void f<A>(A*, A)'],
      ['_Z1fIPFvvEEvT_', 'void f<void (*)()>(void (*)())'],
      ['_Z1fIA3_iEvRT_', 'void f<int [3]>(int (&) [3])'],
      ['_Z1f1AIJEE', 'f(A<>)'],
      ['_Z1fIiEv1AIXT_EE', 'void f<int>(A<int>)'],
      ['_Z1fIXplLi1ELi2EEEvv', 'void f<1 + 2>()'],
      ['_Z1fILZ1gvEEvv', 'void f<g()>()'],
      ['_Z1fIL_Z1gvEEvv', 'void f<g()>()'],
      ['_ZN3OutIiE2InIcE1fIdEEvT_', 'void Out<int>::In<char>::f<double>(double)'],
      ['_Z4vartIPlE', 'vart<long*>'],
    ],
  },
  {
    area: 'packs',
    rows: [
      [
        '_Z1fIJicEJldEEvDpPFvT_DpT0_T_E',
        'void f<int, char, long, double>(void (*)(int, long, double, int), void (*)(char, long, double, char))',
      ],
      [
        '_Z1fIJicEJldxEEvDpPFvT_DpT0_E',
        'void f<int, char, long, double, long long>(void (*)(int, long, double, long long), void (*)(char, long, double, long long))',
      ],
      ['_Z1fIJFvvEA3_iEEvDpPKT_', 'void f<void (), int [3]>(void  const(*)(), int const (*) [3])'],
      ['_Z1fIJFvvEEEPT_v', 'void (*f<void ()>())()'],
      ['_Z1fIJFvvEEEM1AT_v', 'void (A::*f<void ()>())()'],
      ['_Z1fIJFvvEEEKT_v', 'void  constf<void ()>()()'],
      ['_Z1fIJFvvEEERKT_v', 'void  const(&f<void ()>())()'],
      ['_Z1fIJPFvvEEERT_v', 'void (*&f<void (*)()>())()'],
      ['_Z1fIJiEEvNT_C1E', 'void f<int>(int::)'],
      ['_Z1fIJiEEvNT_1BE', 'void f<int>(int::B)'],
      ['_Z4packIJEEvDpT_', 'void pack<>()'],
      ['_Z4packIJiEEvDpT_', 'void pack<int>(int)'],
      ['_Z4packIJiPcRN2ns1SEEEvDpT_', 'void pack<int, char*, ns::S&>(int, char*, ns::S&)'],
      ['_Z5packpIJicEEvDpPT_DpRKS0_', 'void packp<int, char>(int*, char*, int const&, char const&)'],
      ['_Z1fIJicEEvDpPFT_vE', 'void f<int, char>(int (*)(), char (*)())'],
      ['_Z1fIJicEEvDpRA3_T_', 'void f<int, char>(int (&) [3], char (&) [3])'],
      ['_Z1fIJPFvvEA3_iEEvDpPT_', 'void f<void (*)(), int [3]>(void (**)(), int (*) [3])'],
      ['_Z1fIJicEJldEEvDpT_DpT0_', 'void f<int, char, long, double>(int, char, long, double)'],
      ['_Z1fIiJcdEEvT_DpT0_', 'void f<int, char, double>(int, char, double)'],
      ['_Z1fIJicEEvT_', 'void f<int, char>(int)'],
      ['_Z1fIJEEvDp1AIT_EDpS0_i', 'void f<>(A..., int)'],
      ['_Z1fIJEEvDpT_i', 'void f<>(int)'],
      ['_Z1fIJEEviDpT_', 'void f<>(int)'],
      ['_Z1fIJicEEvDpM1AT_', 'void f<int, char>(int A::*, char A::*)'],
      ['_Z1fIJPFvvEFvvEEEvDpRT_', 'void f<void (*)(), void ()>(void (*&)(), void (&)())'],
      ['_Z2ttI2TpJicEEvT_IJDpT0_EE', 'void tt<Tp, int, char>(Tp<int, char>)'],
      ['_Z1fIJicEEv1BIDpT_E', 'void f<int, char>(B<int, char>)'],
      ['_Z1fIJicEEv1BIJDp1CIT_EEE', 'void f<int, char>(B<C<int>, C<char>>)'],
      ['_Z1fIJ1AIiE1BEEvDpT_DpNS2_1XE', 'void f<A<int>, B>(A<int>, B, B::X...)'],
      ['_Z1f1AIDpiE', 'f(A<int...>)'],
    ],
  },
  {
    area: 'non-type arguments',
    rows: [
      ['_Z1fILi5EEvv', 'void f<5>()'],
      ['_Z1fILin5EEvv', 'void f<-5>()'],
      ['_Z3avsITpTnDaJLi1ELc97ELDn0EXadL_Z2giEEEEvv', 'void avs<1, (char)97, nullptr, &gi>()'],
      ['_Z1fILN2ns1EE3EEvv', 'void f<(ns::E)3>()'],
      [
        '_Z2laIXtl2LAtlA3_iLi1ELi2EELPKc0Etl1LLi3ELd4010000000000000EEEEEvv',
        'void la<LA{int [3]{1, 2}, (char const*)0, L{3, 0x1p+2}}>()',
      ],
      ['_Z2unIXtl2UntlNS0_Ut_Edi1fLf3f800000EEEEEvv', "void un<Un{Un::'unnamed'{.f = 0x1p+0f}}>()"],
      ['_Z4suboIXadsoiL_Z4arrgE12EEEvv', 'void subo<&arrg.<int at offset 12>>()'],
      ['_Z4suboIXadsoiL_Z4arrgE40pEEEvv', 'void subo<&arrg.<int at offset 40>>()'],
      ['_Z4suboIXadsoiL_Z4subgEn8__1EEEvv', 'void subo<&subg.<int at offset -8>>()'],
    ],
  },
  {
    area: 'template template arguments',
    rows: [
      ['_Z1fI1AEvT_IiE', 'void f<A>(A<int>)'],
      ['_Z1fITtTyE1AEvv', 'void f<A>()'],
      ['_Z1fITtTyTniE1AEvv', 'void f<A>()'],
      ['_Z2tx2TXI2XCE', 'tx(TX<XC>)'],
    ],
  },
  {
    area: 'declared parameters',
    rows: [
      ['_Z1fITyiEvT_', 'void f<int>(int)'],
      ['_Z1fITniLi3EEvv', 'void f<3>()'],
      ['_Z1fITpTyJicEEvDpT_', 'void f<int, char>(int, char...)'],
      ['_Z4con1ITk2Cn2TyEvT_', 'void con1<Ty>(Ty)'],
      ['_Z4con4ITk2Cn2TyTk2C2IlEiEvT_T0_', 'void con4<Ty, int>(Ty, int)'],
      ['_Z1fITtTyTpTyE1AEvv', 'void f<A>()'],
      ['_Z1fITtTyQ1CIT_EE1AEvv', 'void f<A>()'],
      ['_Z1fITnPFvvELPS0_0EEvv', 'void f<(void (*)())0>()'],
    ],
  },
  {
    area: 'constraints',
    rows: [
      ['_Z4con2I2TyQ2CnIT_EEvS1_', 'void con2<Ty>(T)'],
      ['_Z4con3I2TyEvT_Qaa2CnIS1_EeqstS1_Li8E', 'void con3<Ty>(Ty) requires Cn<Ty> && sizeof (Ty) == 8'],
      ['_Z4con5I2TyQrQT__XdtfL0p_1aXdtfL0p_1bR2C2IlEEEvS1_', 'void con5<Ty>(T)'],
      ['_ZN2FrI2TyE2mmEvQ2CnIT_E', 'Fr<Ty>::mm() requires Cn<T>'],
      ['_Z1fIiQ1CIT0_EEvT_', 'void f<int>(int)'],
      ['_Z1fIiQ1CITL0__EEvT_', 'void f<int>(int)'],
      ['_Z1fIiQ1CITL1_0_EEvT_', 'void f<int>(int)'],
      ['_Z1fIiQrqXT_EEvv', 'void f<int>()'],
      ['_Z1fIiQrqXT_NEEvv', 'void f<int>()'],
      ['_Z1fIiQrqXT_NR1CEEvv', 'void f<int>()'],
      ['_Z1fIiEDTrqXfp_R1CEET_', 'decltype(requires { {fp} -> C; }) f<int>(int)'],
      ['_Z1fIiEDTrqXfp_NR1CEET_', 'decltype(requires { {fp} noexcept -> C; }) f<int>(int)'],
      ['_Z1fIiEDTrqXfp_NEET_', 'decltype(requires { {fp} noexcept; }) f<int>(int)'],
      ['_Z1fIiQrqTNT_1XEQ1DIT_EEEvv', 'void f<int>()'],
      ['_Z1fIiEvT_Q1CIS0_E', 'void f<int>(int) requires C<int>'],
    ],
  },
  {
    area: 'forward references',
    rows: [
      ['_ZN1AcvRT_IPS1_EEv', 'A::operator *&<*&*>()'],
      ['_ZN1AcvRT_IS1_EEv', 'A::operator <>()'],
      ['_ZN1AcvOT_IS1_EEv', 'A::operator <>()'],
      ['_ZN1AcvPT_IS1_EEv', 'A::operator **<**>()'],
      ['_ZN1AcvKT_IS1_EEv', 'A::operator  const const< const const>()'],
      ['_ZN1AcvT_IiEEv', 'A::operator int<int>()'],
      ['_ZN1AcvPT_IKiEEv', 'A::operator int const*<int const>()'],
      ['_ZN1AcvRT_IRiEEv', 'A::operator int&<int&>()'],
      ['_ZN1Acv1BIT_EIiEEv', 'A::operator B<int><int>()'],
      ['_ZN1AcvT0_IicEEv', 'A::operator char<int, char>()'],
      ['_ZN1AcvRT_IS0_EEv', 'A::operator &<>()'],
      ['_ZN1AcvPFvT_EIA3_iEEv', 'A::operator void (*)(int [3])<int [3]>()'],
    ],
  },
  {
    area: 'malformed',
    rows: [
      ['_Z1fIS0_Evv', unchanged],
      ['_Z1fIiQrqXT_EEEvv', unchanged],
      ['_ZN1AcvT0_IiEEv', unchanged],
      ['_ZN2VsIJicEE1fIJlsEEEvDpSt4pairIT_TL0__E', unchanged],
      ['_Z1fIiEvT0_', unchanged],
      ['_Z1fIiEvT', unchanged],
      ['_Z1fIiEvTL_', unchanged],
      ['_Z1fIiEvTL0_', unchanged],
      ['_Z1fIivT_', unchanged],
      ['_Z1fIJiEvT_', unchanged],
      ['_Z1fIXLi1EEvv', unchanged],
      ['_Z1fITyEvv', unchanged],
      ['_Z1fITp', unchanged],
      ['_Z1fITxiEvv', unchanged],
      ['_Z1fIiQT_Evv_', unchanged],
      ['_Z1fILZ1gvEvv', unchanged],
    ],
  },
];

describe.each(areas)('$area', ({ rows }) => {
  test.each(rows)('%s', (mangled, demangled) => {
    expect(demangle(mangled)).toBe(demangled ?? mangled);
  });
});
