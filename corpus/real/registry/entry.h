#pragma once

struct entry {
  const char *name;
  int (*run)(int);
};

// Puts an entry in the section `entries`; nobody refers to it by name.
#define REGISTER(function) \
  __attribute__((used, retain, section("entries"))) static const struct entry entry_of_##function = {#function, function}
