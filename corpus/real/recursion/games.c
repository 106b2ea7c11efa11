int male(int n);

int ackermann(int m, int n) {
  if (m == 0)
    return n + 1;
  return n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}

int hanoi(int discs, int from, int to) {
  if (discs == 0)
    return 0;
  int spare = 3 - from - to;
  return hanoi(discs - 1, from, spare) + 1 + hanoi(discs - 1, spare, to);
}

// Hofstadter's pair: each is defined by the other, and they are in two objects.
int female(int n) { return n == 0 ? 1 : n - male(female(n - 1)); }
