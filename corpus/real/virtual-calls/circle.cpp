#include "shapes.h"

namespace {

struct Circle final : Shape {
  explicit Circle(int given) : radius(given) {}
  const char *name() const override { return "circle"; }
  int area() const override { return radius * radius * 355 / 113; }
  int radius;
};

} // namespace

Shape *make_circle(int radius) { return new Circle(radius); }
