#pragma once

struct Shape {
  virtual ~Shape();
  virtual const char *name() const = 0;
  virtual int area() const = 0;
  virtual int corners() const { return 0; }
};

struct Printable {
  virtual ~Printable() {}
  virtual void show() const = 0;
};

Shape *make_circle(int radius);
Shape *make_rectangle(int width, int height);
Printable *make_label(int value);
