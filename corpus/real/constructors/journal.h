#pragma once

#ifdef __cplusplus
extern "C" {
#endif

// Remembers the order in which constructors ran.
void note(const char *what);
void read_journal(void);

#ifdef __cplusplus
}
#endif
