// Virtual calls over several objects: pure functions, defaults, virtual destructors, thunks.
#include "../runtime/runtime.h"
#include "shapes.h"

extern "C" int program() {
  Shape *shapes[] = {make_circle(10), make_rectangle(3, 4)};
  int total = 0;
  for (Shape *shape : shapes) {
    print("%s: area %d, %d corners\n", shape->name(), shape->area(), shape->corners());
    total += shape->area();
  }
  for (Shape *shape : shapes)
    delete shape;
  Printable *label = make_label(21);
  label->show();
  delete label;
  print("total %d\n", total);
  return total == 326 ? 0 : 1;
}
