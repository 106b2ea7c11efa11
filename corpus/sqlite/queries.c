// SQLite as a large real program: tables, indexes, joins, aggregates, triggers, recursion, text and number functions,
// and a rollback, in a database in memory. The amalgamation itself is not kept here: `scripts/sqlite.mjs` gets it.
#include "sqlite3.h"
#include <stdio.h>

static const char *const statements[] = {
    "CREATE TABLE linker (id INTEGER PRIMARY KEY, name TEXT UNIQUE, year INTEGER)",
    "CREATE TABLE link (linker INTEGER REFERENCES linker, objects INTEGER, seconds REAL)",
    "CREATE INDEX by_objects ON link (objects)",
    "CREATE TABLE journal (what TEXT)",
    "CREATE TRIGGER noted AFTER INSERT ON linker BEGIN INSERT INTO journal VALUES ('new: ' || new.name); END",
    "INSERT INTO linker (name, year) VALUES ('bfd', 1988), ('gold', 2008), ('lld', 2015), ('mold', 2021)",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)"
    " INSERT INTO link SELECT 1 + i % 4, i * i % 97, i / 8.0 FROM n",
    "SELECT name, count(*), sum(objects), round(avg(seconds), 3) FROM linker JOIN link ON link.linker = linker.id GROUP BY name ORDER BY name",
    "SELECT what FROM journal ORDER BY what DESC LIMIT 2",
    "SELECT upper(substr(name, 1, 1)) || substr(name, 2), year % 100 FROM linker WHERE name LIKE '%ld' ORDER BY year",
    "BEGIN",
    "DELETE FROM link WHERE objects > 50",
    "SELECT count(*) FROM link",
    "ROLLBACK",
    "SELECT count(*), max(objects), min(seconds) FROM link",
    "SELECT group_concat(name, '<') FROM (SELECT name FROM linker ORDER BY length(name), name)",
    "SELECT printf('%08.3f %x %s', 3.14159, 255, quote('it''s')), hex(zeroblob(3)), typeof(1.0)",
    "EXPLAIN QUERY PLAN SELECT * FROM link WHERE objects = 5",
    "SELECT json_extract('{\"a\":[1,2,{\"b\":7}]}', '$.a[2].b')",
    "SELECT id, sum(id) OVER (ORDER BY id) FROM linker",
    "PRAGMA integrity_check",
    "SELECT * FROM missing",
};

static int print_row(void *unused, int count, char **values, char **names) {
  for (int i = 0; i < count; i++)
    printf("%s%s", values[i] ? values[i] : "NULL", i + 1 == count ? "\n" : " | ");
  return 0;
}

int main(void) {
  sqlite3 *database;
  if (sqlite3_open(":memory:", &database) != SQLITE_OK) {
    printf("not opened: %s\n", sqlite3_errmsg(database));
    return 1;
  }
  for (unsigned i = 0; i < sizeof statements / sizeof statements[0]; i++) {
    char *message = 0;
    if (sqlite3_exec(database, statements[i], print_row, 0, &message) != SQLITE_OK)
      printf("error: %s\n", message);
    sqlite3_free(message);
  }
  return sqlite3_close(database);
}
