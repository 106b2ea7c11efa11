#include "../runtime/runtime.h"
#include "shapes.h"

namespace {

struct Rectangle : Shape {
  Rectangle(int w, int h) : width(w), height(h) {}
  const char *name() const override { return "rectangle"; }
  int area() const override { return width * height; }
  int corners() const override { return 4; }
  int width, height;
};

// Two bases with virtual functions: the second one's entries are thunks that move `this`.
struct Label final : Rectangle, Printable {
  explicit Label(int given) : Rectangle(given, 2), value(given) {}
  ~Label() override { print("label %d is gone\n", value); }
  void show() const override { print("label %d, area %d, %d corners\n", value, area(), corners()); }
  int value;
};

} // namespace

Shape *make_rectangle(int width, int height) { return new Rectangle(width, height); }
Printable *make_label(int value) { return new Label(value); }
