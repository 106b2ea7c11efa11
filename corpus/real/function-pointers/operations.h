typedef int operation(int, int);

int add(int left, int right);
int subtract(int left, int right);
int multiply(int left, int right);

struct named_operation {
  const char *name;
  operation *apply;
};

extern const struct named_operation operations[];
extern const int operation_count;

operation *choose(int index);
