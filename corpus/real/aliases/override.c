int overridden_alias(int number) { return number * 1000; }
