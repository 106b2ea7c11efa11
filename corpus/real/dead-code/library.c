extern int unreached(int);

static int helper(int number) { return number * 10; }

int used(int number) { return helper(number) + 2; }

// A circle that only it itself reaches.
int circle_back(int);
int circle(int number) { return circle_back(unreached(number)); }
int circle_back(int number) { return circle(number - 1); }
