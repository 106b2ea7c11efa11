#pragma once

// A template and inline functions: each object that uses them has a copy, and one of each is kept.
template <typename Value, int capacity> class Stack {
public:
  void push(Value value) {
    if (count < capacity)
      values[count++] = value;
  }
  Value pop() { return count > 0 ? values[--count] : Value(); }
  int size() const { return count; }
  static int created;
  Stack() { created++; }

private:
  Value values[capacity];
  int count = 0;
};

template <typename Value, int capacity> int Stack<Value, capacity>::created = 0;

inline int &shared_counter() {
  static int counter = 40;
  return counter;
}

inline int numbered() {
  static int first = ++shared_counter();
  return first;
}

inline const char *const shared_text = "one text for all objects";
inline int shared_variable = 3;
