// The C++ library: containers, strings, smart pointers and virtual calls over two objects.
#include "inventory.h"
#include <cstdio>

int main() {
  auto inventory = make_inventory();
  std::map<std::string, int> counts;
  for (const auto &[name, parts] : *inventory) {
    int weight = 0;
    for (const auto &part : parts) {
      weight += part->weight();
      counts[part->label()]++;
    }
    std::printf("%s: %zu parts, weight %d\n", name.c_str(), parts.size(), weight);
  }
  for (const auto &[label, count] : counts)
    std::printf("%s x %d\n", label.c_str(), count);
  std::printf("made %d\n", Part::made);
  inventory.reset();
  std::printf("left %d\n", Part::made);
  return 0;
}
