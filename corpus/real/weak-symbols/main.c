// Weak definitions that are overridden or stay, and weak references that nobody defines.
#include "../runtime/runtime.h"

const char *kept(void);
const char *replaced(void);
extern const int kept_number;
extern const int replaced_number;

__attribute__((weak)) int missing_function(int);
extern __attribute__((weak)) int missing_number;

// The strong definition is an archive's member: a weak reference alone does not load it.
__attribute__((weak)) int optional_feature(void);

__attribute__((weak)) const char *twice_weak(void) { return "the first weak one"; }

int program(void) {
  print("kept: %s %d\n", kept(), kept_number);
  print("replaced: %s %d\n", replaced(), replaced_number);
  print("twice weak: %s\n", twice_weak());
  print("missing function %s, missing number %s\n", missing_function ? "there" : "absent", &missing_number ? "there" : "absent");
  print("optional feature %s\n", optional_feature ? "there" : "absent");
  return missing_function ? missing_function(1) : 0;
}
