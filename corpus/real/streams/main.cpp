// Streams pull in much of the C++ library: locales, facets, static initialisers of the library itself.
#include <iomanip>
#include <iostream>
#include <sstream>

struct Announcer {
  explicit Announcer(const char *given) : name(given) { std::cout << "constructed " << name << '\n'; }
  ~Announcer() { std::cout << "destroyed " << name << std::endl; }
  const char *name;
};

static Announcer global("global");

int main() {
  static Announcer local("local");
  std::cout << std::hex << std::showbase << 48879 << ' ' << std::dec << std::setw(8) << std::setfill('.') << 1234 << '\n';
  std::cout << std::fixed << std::setprecision(2) << 2.71828 << ' ' << std::boolalpha << true << '\n';
  std::istringstream input("12 apples and 7.5 pears");
  int whole;
  double half;
  std::string first, joint, second;
  input >> whole >> first >> joint >> half >> second;
  std::ostringstream output;
  output << second << '+' << first << '=' << whole + half;
  std::cout << output.str() << '\n';
  return 3;
}
