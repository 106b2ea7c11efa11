// What the freestanding programs have in place of a C library: printing, and nothing else.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

// Formats: %d %u %x (int), %D %U (long long), %s, %c, %%.
void print(const char *format, ...);

// Every freestanding program defines this; `_start` calls it and exits with what it returns.
int program(void);

#ifdef __cplusplus
}
#endif
