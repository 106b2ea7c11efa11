// `main` with arguments, the environment and standard error: the parts of the start-up that only some programs pull in.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

int main(int count, char **values) {
  for (int i = 0; i < count; i++)
    printf("argument %d: %s\n", i, values[i]);
  const char *colour = getenv("COLOUR");
  printf("colour: %s\n", colour ? colour : "none");
  FILE *missing = fopen("/nowhere", "r");
  printf("%s\n", missing ? "opened" : errno ? "not opened, for a reason" : "not opened");
  fprintf(stderr, "this goes elsewhere\n");
  return count;
}
