// Variable argument lists through the C library: integers, floating point, strings, and scanning them back.
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

int format_into(char *buffer, unsigned size, const char *format, ...);

int main(void) {
  char buffer[64];
  int length = format_into(buffer, sizeof buffer, "%5d|%-5d|%05d|%+d", 42, 42, 42, 42);
  printf("%s (%d)\n", buffer, length);
  printf("%.3f %e %g %a\n", 3.14159, 12345.678, 0.0001, 1.0);
  printf("%llx %hhd %zu %c %10.3s|\n", 0x123456789abcdefull, 300, sizeof(long long), 'z', "abcdef");
  printf("%s\n", buffer + format_into(buffer, 8, "%s", "cut off here") - 12);
  int number = 0;
  double fraction = 0;
  char word[16];
  int found = sscanf("17 2.5 words", "%d %lf %15s", &number, &fraction, word);
  printf("%d found: %d %.2f %s\n", found, number, fraction, word);
  printf("%.6f %.6f %.6f\n", sqrt(2), sin(1), pow(2, 0.5));
  return 0;
}
