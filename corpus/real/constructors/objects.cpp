#include "../runtime/runtime.h"
#include "journal.h"

namespace {

struct Witness {
  explicit Witness(const char *given) : name(given) { note(name); }
  ~Witness() { print("destroyed: %s\n", name); }
  const char *name;
};

Witness plain("object without a priority");
Witness ordered __attribute__((init_priority(120)))("object 120");
Witness second("second object without a priority");

__attribute__((constructor(150))) void middle() { note("objects 150"); }

} // namespace
