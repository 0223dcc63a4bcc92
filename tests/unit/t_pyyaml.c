/* t_pyyaml: what a plain scalar is to PyYAML, as its own resolver (yaml/resolver.py, 6.0) says. */
#include "rows.h"

#include "read/pyyaml.h"

typedef struct row {
	const char *name; /* the scalar itself */
	yaml_type want;
} row;

static const row rows[] = {
	{ "1.10", TYPE_FLOAT },      { "1.", TYPE_FLOAT },         { ".5", TYPE_FLOAT },       { "-.5", TYPE_TEXT },
	{ "1e10", TYPE_TEXT },       { "12345e67", TYPE_TEXT },    { "1.0e10", TYPE_TEXT },    { "1.0e+10", TYPE_FLOAT },
	{ "1:30.5", TYPE_FLOAT },    { ".inf", TYPE_FLOAT },       { "-.inf", TYPE_FLOAT },    { ".nan", TYPE_FLOAT },
	{ "-.nan", TYPE_TEXT },      { "1", TYPE_INT },            { "-1", TYPE_INT },         { "1_000", TYPE_INT },
	{ "007", TYPE_INT },         { "08", TYPE_TEXT },          { "0x1F", TYPE_INT },       { "0o7", TYPE_TEXT },
	{ "0b10", TYPE_INT },        { "1:30", TYPE_INT },         { "1:60", TYPE_TEXT },      { "1.2.3", TYPE_TEXT },
	{ "2024-01-01", TYPE_DATE }, { "2024-1-1", TYPE_TEXT },    { "2024.1.1", TYPE_TEXT },  { "2024-01-01 10:00:00", TYPE_DATE },
	{ "yes", TYPE_BOOL },        { "y", TYPE_TEXT },           { "off", TYPE_BOOL },       { "TRUE", TYPE_BOOL },
	{ "tRUE", TYPE_TEXT },       { "null", TYPE_NULL },        { "~", TYPE_NULL },         { "", TYPE_NULL },
	{ "<<", TYPE_OTHER },        { "=", TYPE_OTHER },          { "-", TYPE_TEXT },         { "conda-forge", TYPE_TEXT },
};

static void test_type(void **state)
{
	const row *r = *state;
	assert_int_equal(pyyaml_type(str_of(r->name)), r->want);
}

int main(void)
{
	return RUN_ROWS(test_type, rows);
}
