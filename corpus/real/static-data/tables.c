#include "tables.h"

#define SQUARES_1(n) (n) * (n)
#define SQUARES_4(n) SQUARES_1(n), SQUARES_1(n + 1), SQUARES_1(n + 2), SQUARES_1(n + 3)
#define SQUARES_16(n) SQUARES_4(n), SQUARES_4(n + 4), SQUARES_4(n + 8), SQUARES_4(n + 12)
#define SQUARES_64(n) SQUARES_16(n), SQUARES_16(n + 16), SQUARES_16(n + 32), SQUARES_16(n + 48)

const unsigned squares[512] = {
    SQUARES_64(0), SQUARES_64(64), SQUARES_64(128), SQUARES_64(192), SQUARES_64(256), SQUARES_64(320), SQUARES_64(384), SQUARES_64(448),
};

const struct record records[4] = {
    {1, 200, 0.5, "half"},
    {2, 100, -3.25, "minus three and a quarter"},
    {65535, 255, 1e10, "ten to the ten"},
    {4, 0, 0.0, "nothing"},
};

unsigned char zeroed[6000];
unsigned char single_byte = 17;
unsigned long long aligned_word = 0x1122334455667788;
_Alignas(4096) unsigned char aligned_page[64] = {1, 2, 3};
