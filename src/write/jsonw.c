/* jsonw: see jsonw.h. One bit of state is enough: whether a comma is due. Opening clears it, closing
 * sets it, a key clears it for its value. */
#include "write/jsonw.h"

#include "write/escape.h"

static void before_value(jsonw *j)
{
	if (j->comma)
		buf_char(j->out, ',');
	j->comma = true;
}

void jsonw_open(jsonw *j, char bracket)
{
	before_value(j);
	buf_char(j->out, bracket);
	j->comma = false;
}

void jsonw_close(jsonw *j, char bracket)
{
	buf_char(j->out, bracket);
	j->comma = true;
}

void jsonw_key(jsonw *j, const char *key)
{
	before_value(j);
	escape_json(j->out, str_of(key));
	buf_char(j->out, ':');
	j->comma = false;
}

void jsonw_text(jsonw *j, str s)
{
	before_value(j);
	if (s.p)
		escape_json(j->out, s);
	else
		buf_put(j->out, S("null"));
}

void jsonw_number(jsonw *j, long long n)
{
	before_value(j);
	buf_printf(j->out, "%lld", n);
}

void jsonw_bool(jsonw *j, bool truth)
{
	before_value(j);
	buf_put(j->out, truth ? S("true") : S("false"));
}

void jsonw_null(jsonw *j)
{
	jsonw_text(j, (str){ 0 });
}

void jsonw_line(jsonw *j, int indent)
{
	if (j->comma)
		buf_char(j->out, ',');
	j->comma = false;
	buf_char(j->out, '\n');
	buf_repeat(j->out, ' ', indent);
}

void jsonw_pair(jsonw *j, const char *key, str s)
{
	jsonw_key(j, key);
	jsonw_text(j, s);
}

void jsonw_count(jsonw *j, const char *key, long long n)
{
	jsonw_key(j, key);
	jsonw_number(j, n);
}
