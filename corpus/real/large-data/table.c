#define WORDS 300000

#define W1(n) ((n) * 2654435761u)
#define W10(n) W1(n), W1(n + 1), W1(n + 2), W1(n + 3), W1(n + 4), W1(n + 5), W1(n + 6), W1(n + 7), W1(n + 8), W1(n + 9)
#define W100(n) W10(n), W10(n + 10), W10(n + 20), W10(n + 30), W10(n + 40), W10(n + 50), W10(n + 60), W10(n + 70), W10(n + 80), W10(n + 90)
#define W1000(n) \
  W100(n), W100(n + 100), W100(n + 200), W100(n + 300), W100(n + 400), W100(n + 500), W100(n + 600), W100(n + 700), W100(n + 800), W100(n + 900)

// The first, middle and last thousand are numbers; what is between them is left to be zero.
const unsigned table[WORDS] = {W1000(0u), [150000] = W1000(150000u), [299000] = W1000(299000u)};
const unsigned *const landmarks[4] = {&table[0], &table[999], &table[150500], &table[299999]};
