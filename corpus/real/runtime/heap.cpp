// `new` and `delete`: the heap grows from where the linker says it begins, and nothing is given back.
typedef __SIZE_TYPE__ size_t;

extern "C" unsigned char __heap_base;

static unsigned char *next = &__heap_base;

static void *take(size_t size) {
  unsigned char *place = next;
  next += (size + 15) & ~size_t(15);
  return place;
}

void *operator new(size_t size) { return take(size); }
void *operator new[](size_t size) { return take(size); }
void operator delete(void *) noexcept {}
void operator delete(void *, size_t) noexcept {}
void operator delete[](void *) noexcept {}
