struct record {
  unsigned short key;
  unsigned char weight;
  double value;
  const char *label;
};

extern const unsigned squares[512];
extern const struct record records[4];
extern unsigned char zeroed[6000];
extern unsigned char aligned_page[64];
extern unsigned char single_byte;
extern unsigned long long aligned_word;
