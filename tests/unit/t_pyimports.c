/* pyimports: what counts as an import. Each row is a file; want is "LINE:COL module" of each. */
#include "rows.h"
#include "base/buf.h"
#include "read/pyimports.h"

typedef struct {
	const char *name, *in, *want;
} row;

static const row rows[] = {
	{ "one module",                          "import numpy\n",                          "1:8 numpy" },
	{ "several, renamed",                    "import a as b, c.d , e\n",                "1:8 a|1:16 c.d|1:22 e" },
	{ "names from a module",                 "from a.b import c, d as e\n",             "1:6 a.b.c|1:6 a.b.d" },
	{ "a star",                              "from a import *\n",                       "1:6 a" },
	{ "in brackets, over lines",             "from a import (\n  b, # why\n  c,\n)\nimport d", "1:6 a.b|1:6 a.c|5:8 d" },
	{ "relative ones are the project's own", "from . import a\nfrom .b import c\nfrom ... import d\nimport e", "4:8 e" },
	{ "a continued line",                    "import a, \\\n  b\n",                     "1:8 a|2:3 b" },
	{ "a continued line, CRLF",              "import a, \\\r\n  b\r\nimport c\r\n",     "1:8 a|2:3 b|3:8 c" },
	{ "behind a semicolon",                  "x = 1; import a; y = (1); import b",      "1:15 a|1:34 b" },
	{ "behind a colon in one line",          "if x: import a\nelse: import b\n",        "1:14 a|2:14 b" },
	{ "in a function and a class",           "def f(a: int = {}) -> int:\n\timport a\nclass B(C):\n  import b\n", "2:9 a|4:10 b" },
	{ "an async function",                   "async def f():\n  import a\n",            "2:10 a" },
	{ "dots with blanks",                    "import a . b\n",                          "1:8 a.b" },
	{ "a name that begins with import",      "import_x = 1\nimportlib.x()\n",           "" },
	{ "an attribute called import",          "x.import_(a)\ny = x\n",                   "" },
	{ "in a comment",                        "# import a\nx = 1 # import b\nimport c",  "3:8 c" },
	{ "in a string",                         "x = 'import a'\ny = \"\"\"\nimport b\n\"\"\"\nimport c", "5:8 c" },
	{ "a raw string that ends in \\",        "x = r'\\'\\nimport a'\nimport b\n",       "2:8 b" },
	{ "an escaped quote",                    "x = 'a\\'; import b; c'\nimport d",       "2:8 d" },
	{ "a triple quote inside of a string",   "x = '\"\"\"'\nimport a\n",                "2:8 a" },
	{ "quotes inside of a triple string",    "x = '''a'b''c'''\nimport d\n",            "2:8 d" },
	{ "an empty string",                     "x = ''\nimport a\n",                      "2:8 a" },
	{ "an unclosed string ends with its line", "x = 'abc\nimport a\n",                  "2:8 a" },
	{ "an f-string",                         "x = f'{a[\"b\"]} import'\nimport c\n",    "2:8 c" },
	{ "the same quotes inside, Python 3.12", "x = f'{a['b']} {f'{'c'}'}'\nimport d\n",  "2:8 d" },
	{ "a quote as filling of a format",      "x = f\"{a:'>10}\"\nimport b\n",           "2:8 b" },
	{ "doubled braces",                      "x = f'{{\"'\nimport a\n",                 "2:8 a" },
	{ "a dictionary in a field",             "x = f'{ {1: \"a\"}[1] }'\nimport b\n",    "2:8 b" },
	{ "a nested format",                     "x = f'{a:{b}.{c}}'\nimport d\n",          "2:8 d" },
	{ "an f-string of three quotes",         "x = f'''{\na\n} ' '''\nimport b\n",       "4:8 b" },
	{ "brackets over lines",                 "x = [\n'import a',\n]\nimport b\n",       "4:8 b" },
	{ "a bracket too many",                  "x = )\nimport a\n",                       "2:8 a" },
	{ "for type checkers only",              "if TYPE_CHECKING:\n  import a\nimport b", "3:8 b" },
	{ "for type checkers only, by module",   "if typing.TYPE_CHECKING: import a\nimport b", "2:8 b" },
	{ "not for type checkers",               "if TYPE_CHECKING:\n  import a\nelse:\n  import b\n", "4:10 b" },
	{ "deeper under a guard",                "if TYPE_CHECKING:\n  if x:\n    import a\n  import b\nimport c", "5:8 c" },
	{ "an optional one",                     "try:\n  import a\nexcept ImportError:\n  a = None\nimport b", "5:8 b" },
	{ "optional with a fallback",            "try: import a\nexcept (ValueError, ModuleNotFoundError) as e: import b\n", "" },
	{ "any error is caught",                 "try:\n  import a\nexcept:\n  pass\n",     "" },
	{ "another error is caught",             "try:\n  import a\nexcept OSError:\n  import b\n", "2:10 a|4:10 b" },
	{ "the second clause catches it",        "try:\n  import a\nexcept OSError:\n  import b\nexcept ImportError:\n  pass\n", "4:10 b" },
	{ "else and finally run",                "try:\n  import a\nexcept ImportError:\n  pass\nelse:\n  import b\nfinally:\n  import c\n", "6:10 b|8:10 c" },
	{ "a try in a try",                      "try:\n  try:\n    import a\n  except ImportError:\n    pass\n  import b\nexcept OSError:\n  pass\n", "6:10 b" },
	{ "a try in a function",                 "def f():\n\ttry:\n\t\timport a\n\texcept ImportError:\n\t\tpass\nimport b\n", "6:8 b" },
	{ "one version or the other",            "if sys.version_info >= (3, 11):\n  import a\nelse:\n  import b\nimport c", "5:8 c" },
	{ "one platform or the other",           "if sys.platform == 'win32':\n  import a\nelif x:\n  import b\nelse:\n  import c\n", "" },
	{ "a comment does not end a block",      "if TYPE_CHECKING:\n  import a\n# b\n  import c\nimport d", "5:8 d" },
	{ "a byte order mark",                   "\xEF\xBB\xBFimport a\n",                  "1:8 a" },
	{ "columns count letters",               "x = 'é'; import a\n",                     "1:17 a" },
	{ "bytes that are no UTF-8",             "x = '\xff'\nimport a\n",                  "2:8 a" },
	{ "nothing",                             "",                                        "" },
	{ "an import of nothing",                "import\nfrom\nfrom a\nfrom a import\nimport ,\n", "4:6 a" },
	{ "match and case",                      "match x:\n  case 1:\n    import a\n",     "3:12 a" },
	{ "a slice with a colon",                "if x[1:2]:\n  import a\n",                "2:10 a" },
	{ "a backslash at the end",              "import a\\",                              "1:8 a" },
};

static void test_read(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 20);
	source src = { .kind = ENTRY_BLOB, .path = S("x.py"), .bytes = str_of(r->in) };
	import_uses out = { 0 };
	pyimports_read(a, &src, &out);
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < out.n; i++) {
		const import_use *u = &out.at[i];
		buf_printf(&b, "%s%d:%d %.*s", i ? "|" : "", u->at.line, u->at.col, SARG(u->module));
		assert_true(u->at.beg >= 0 && u->at.beg < u->at.end && u->at.end <= src.bytes.n);
	}
	assert_str(buf_str(&b), r->want);
	arena_close(a);
}

int main(void)
{
	return RUN_ROWS(test_read, rows);
}
