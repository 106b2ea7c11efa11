// Destructors of static objects: clang registers each with `__cxa_atexit`; they run last in, first out.
typedef void destructor(void *);

struct entry {
  destructor *destroy;
  void *object;
};

static struct entry entries[32];
static int count;

int __cxa_atexit(destructor *destroy, void *object, void *library) {
  if (count == 32)
    return -1;
  entries[count++] = (struct entry){destroy, object};
  return 0;
}

void run_destructors(void) {
  while (count) {
    count--;
    entries[count].destroy(entries[count].object);
  }
}
