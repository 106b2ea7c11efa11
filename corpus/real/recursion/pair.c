int female(int n);

int male(int n) { return n == 0 ? 0 : n - female(male(n - 1)); }
