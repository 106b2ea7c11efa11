static const char *const words[] = {"a common literal", "common literal", "literal", "", "with \303\274ml\303\244ut", "ends in x"};

const char *const *first_words(void) { return words; }
const __WCHAR_TYPE__ *wide_first(void) { return L"wide text"; }

// Not a literal: it must not be merged with the text that looks like it.
char changing[] = "a common literal";
