static const char *const words[] = {"a common literal", "an uncommon literal", "literal", "", "with \303\274ml\303\244ut", "ends in y"};

const char *const *second_words(void) { return words; }
const __WCHAR_TYPE__ *wide_second(void) { return L"wide tent"; }
