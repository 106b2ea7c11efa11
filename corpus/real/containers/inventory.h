#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

struct Part {
  static inline int made = 0;
  Part() { made++; }
  virtual ~Part() { made--; }
  virtual int weight() const = 0;
  virtual std::string label() const { return "part of " + std::to_string(weight()); }
};

using Inventory = std::map<std::string, std::vector<std::unique_ptr<Part>>>;

std::unique_ptr<Inventory> make_inventory();
