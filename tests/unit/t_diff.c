/* What a pair of entries means, which entries are a pair, and what happened to the channels. */
#include "gate/diff.h"

#include "base/buf.h"
#include "spec/strength.h"

#include "rows.h"

#include <stdio.h>

static spec spec_of(arena *a, manager m, str raw, int number)
{
	spec s = { .manager = m, .raw = raw, .platforms = ON_ALL };
	s.at = s.name_at = (span){ .beg = number * 10, .end = number * 10 + raw.n, .line = number + 1, .col = 1 };
	if (m == MANAGER_CONDA) {
		s.conda = matchspec_parse(a, raw, NULL);
		assert_non_null(s.conda);
		s.name = s.conda->name;
		s.version = s.conda->version.p ? s.conda->version : S("");
		s.build = s.conda->build;
		s.channel = s.conda->rare->channel;
		s.canonical = s.conda->canonical;
		s.pin = strength_conda(a, s.conda);
	} else {
		s.pip = requirement_parse(a, raw, NULL);
		assert_non_null(s.pip);
		s.name = s.pip->normalized;
		s.version = s.pip->specifier;
		s.canonical = raw;
		s.pin = strength_pip(a, s.pip);
	}
	return s;
}

/* Flags: u an upper bound is gone, m the major version moved. */
typedef struct kind_row {
	const char *name;
	manager manager;
	const char *was, *now;
	change_kind kind;
	const char *flags;
} kind_row;

#define C MANAGER_CONDA
#define P MANAGER_PIP

static const kind_row kind_rows[] = {
	{ "a higher exact version",           C, "x==1.2",         "x==1.3",          CHANGE_RAISED,    "" },
	{ "a lower exact version",            C, "x==1.3",         "x==1.2",          CHANGE_LOWERED,   "" },
	{ "3.10 is above 3.9",                C, "python=3.9",     "python=3.10",     CHANGE_RAISED,    "" },
	{ "another major",                    C, "x=1.2",          "x=2.0",           CHANGE_RAISED,    "m" },
	{ "a major down",                     C, "x==2.1",         "x==1.9",          CHANGE_LOWERED,   "m" },
	{ "from zero to one",                 C, "x==0.9",         "x==1.0",          CHANGE_RAISED,    "m" },
	{ "calendar versions have no major",  C, "x=2022.1",       "x=2024.0",        CHANGE_RAISED,    "" },
	{ "to a calendar version",            C, "x=9.1",          "x=2024.0",        CHANGE_RAISED,    "" },
	{ "letter suffixes are no major",     C, "jpeg==8d",       "jpeg==9e",        CHANGE_RAISED,    "" },
	{ "an epoch is no major",             C, "x==1!1.2",       "x==1!1.3",        CHANGE_RAISED,    "" },
	{ "a range moved up",                 C, "x>=1,<2",        "x>=2,<3",         CHANGE_RAISED,    "m" },
	{ "a range moved down",               C, "x>=2,<3",        "x>=1,<2",         CHANGE_LOWERED,   "m" },
	{ "exact into a lower series",        C, "x==1.26.4",      "x=1.25",          CHANGE_LOWERED,   "" },
	{ "open below what it was",           C, "x>=2",           "x<2",             CHANGE_LOWERED,   "" },

	{ "a bound was added",                C, "x>=1",           "x>=1,<2",         CHANGE_TIGHTENED, "" },
	{ "a version was added",              C, "x",              "x=1.2",           CHANGE_TIGHTENED, "" },
	{ "a longer prefix",                  C, "x=1.2",          "x=1.2.3",         CHANGE_TIGHTENED, "" },
	{ "only the lower end rose",          C, "x>=1",           "x>=2",            CHANGE_TIGHTENED, "" },

	{ "exact to its prefix",              C, "mkl==2024.0",    "mkl=2024.0",      CHANGE_LOOSENED,  "" },
	{ "prefix to nothing",                C, "x=1.2",          "x",               CHANGE_LOOSENED,  "" },
	{ "exact to open",                    C, "x==1.2",         "x>=1.2",          CHANGE_LOOSENED,  "" },
	{ "exact to something open above",    C, "x==1.2",         "x>=2",            CHANGE_LOOSENED,  "" },
	{ "prefix to bounded",                C, "x=1.26",         "x>=1.20,<2",      CHANGE_LOOSENED,  "" },
	{ "an upper bound is gone",           C, "x>=1,<2",        "x>=1",            CHANGE_LOOSENED,  "u" },
	{ "only an upper bound, gone",        C, "x<2",            "x",               CHANGE_LOOSENED,  "u" },
	{ "one number is a bound",            C, "x=3",            "x>=3",            CHANGE_LOOSENED,  "u" },
	{ "one number with a star",           C, "x=3.*",          "x",               CHANGE_LOOSENED,  "u" },
	{ "two numbers are a pin",            C, "x=3.1",          "x>=3",            CHANGE_LOOSENED,  "" },
	{ "a lower end fell",                 C, "cudnn>=9.12.0",  "cudnn>=9.10.0",   CHANGE_LOOSENED,  "" },
	{ "another version is shut out",      C, "x!=1.5",         "x!=1.6",          CHANGE_LOOSENED,  "" },

	{ "a build dropped from a version",   C, "x=1.2=py_0",     "x==1.2",          CHANGE_REBUILT,   "" },
	{ "another build",                    C, "blas=*=mkl",     "blas=*=openblas", CHANGE_REBUILT,   "" },
	{ "a channel was named",              C, "x=1.2",          "conda-forge::x=1.2", CHANGE_MOVED,  "" },
	{ "the version decides before the channel", C, "x=1.2",    "conda-forge::x=1.3", CHANGE_RAISED, "" },
	{ "the same set in other words",      C, "x>=0.49",        "x>=0.49.0",       CHANGE_REWORDED,  "" },

	{ "pip: a local version is above",    P, "x==1.6.0",       "x==1.6.0+pt113cu117", CHANGE_RAISED, "" },
	{ "pip: a pre-release is below",      P, "x==2.0",         "x==2.0rc1",       CHANGE_LOWERED,   "" },
	{ "pip: a compatible release",        P, "x~=1.4.2",       "x~=1.5.0",        CHANGE_RAISED,    "" },
	{ "pip: exact to nothing",            P, "x==1.2",         "x",               CHANGE_LOOSENED,  "" },
	{ "pip: an upper bound is gone",      P, "x>=1,<2",        "x>=1",            CHANGE_LOOSENED,  "u" },
	{ "pip: a star of one number",        P, "x==3.*",         "x>=3",            CHANGE_LOOSENED,  "u" },
	{ "pip: more extras",                 P, "x==1",           "x[a]==1",         CHANGE_TIGHTENED, "" },
	{ "pip: fewer extras",                P, "x[a,b]==1",      "x[b]==1",         CHANGE_LOOSENED,  "" },
	{ "pip: a marker was added",          P, "x==1",           "x==1; python_version < '3.9'", CHANGE_LOOSENED, "" },
	{ "pip: a commit to a branch",        P,
	  "x @ git+https://e.org/x@3ba01b241669f5ade541ce990f7650a3b8f65318", "x @ git+https://e.org/x@main", CHANGE_LOOSENED, "" },
	{ "pip: a version to a branch",       P, "x==1.2",         "x @ git+https://e.org/x", CHANGE_LOOSENED, "" },
	{ "pip: a branch to a commit",        P, "x @ git+https://e.org/x@main",
	  "x @ git+https://e.org/x@3ba01b241669f5ade541ce990f7650a3b8f65318", CHANGE_TIGHTENED, "" },
	{ "pip: another branch",              P, "x @ git+https://e.org/x@main", "x @ git+https://e.org/x@dev", CHANGE_MOVED, "" },
};

static void test_kind(void **state)
{
	const kind_row *r = *state;
	arena *a = arena_open(1 << 24);
	spec was = spec_of(a, r->manager, str_of(r->was), 0), now = spec_of(a, r->manager, str_of(r->now), 0);
	change c = { .was = &was, .now = &now };
	diff_classify(a, &c);
	assert_string_equal(change_kind_name(c.kind), change_kind_name(r->kind));
	str flags = arena_printf(a, "%s%s", c.uncapped ? "u" : "", c.major ? "m" : "");
	assert_str(flags, r->flags);
	arena_close(a);
}

/* Entries as "SPEC; pip:SPEC; SPEC # PLATFORMBITS". */
static file file_of(arena *a, const char *text)
{
	env *e = NEW(a, env);
	*e = (env){ .is_environment = true, .complete = true };
	str rest = str_of(text), part;
	for (int i = 0; rest.n > 0 && str_next(&rest, ';', &part); i++) {
		ptrdiff_t hash = str_find(part, S(" # "));
		str raw = str_trim(hash < 0 ? part : str_head(part, hash));
		bool pip = str_starts(raw, S("pip:"));
		spec s = spec_of(a, pip ? P : C, str_from(raw, pip ? 4 : 0), i);
		if (hash >= 0)
			s.platforms = (unsigned)(part.p[hash + 3] - '0');
		*LIST_PUSH(a, &e->specs) = s;
	}
	source *src = NEW(a, source);
	src->kind = ENTRY_BLOB;
	return (file){ .path = S("a"), .kind = FILE_ENVIRONMENT, .src = src, .env = e };
}

typedef struct pair_row {
	const char *name, *base, *head, *want;
} pair_row;

static const pair_row pair_rows[] = {
	{ "the same entries in another order",   "a=1; b=2", "b=2; a=1", "" },
	{ "white space is nothing",              "numpy >=1.2", "numpy>=1.2", "" },
	{ "added and removed",                   "a=1", "b=2", "removed a =1|; added b |=2; " },
	{ "raised",                              "a=1.1", "a=1.2", "raised a =1.1|=1.2; " },
	{ "twice is a multiset",                 "a=1.1; a=1.1", "a=1.1", "removed a =1.1|; " },
	{ "one of two changed",                  "a>=1; a<3", "a<4; a>=1", "loosened a <3|<4; " },
	{ "a pin split in two keeps the bound",  "a=1.2", "a>=1.2; a<2", "loosened a =1.2|<2; added a |>=1.2; " },
	{ "selectors find their like",           "a=1.1 # 1; a=1.1 # 2", "a=1.2 # 2; a=1.1 # 1", "raised a =1.1|=1.2; " },
	{ "fewer platforms",                     "a=1.1", "a=1.1 # 1", "loosened a =1.1|=1.1; " },
	{ "pip to conda is a move",              "pip:icecream==2.1", "icecream=2.1", "moved icecream ==2.1|=2.1; " },
	{ "under the other manager's name",      "pip:torch==2.1", "pytorch=2.1", "moved pytorch ==2.1|=2.1; " },
	{ "conda to pip",                        "scikit-learn", "pip:Scikit_Learn", "moved scikit-learn |; " },
	{ "no move while it stands in both",     "a; pip:a", "a", "removed a |; " },
	{ "a move and a copy that stays",        "a; a=1", "a; pip:a==1", "moved a =1|==1; " },
};

static void test_pairs(void **state)
{
	const pair_row *r = *state;
	arena *a = arena_open(1 << 24);
	file base = file_of(a, r->base), head = file_of(a, r->head);
	changes out = { 0 };
	diff_env(a, &(policy){ 0 }, &base, &head, &out);
	buf b = buf_new(a);
	buf_put(&b, S(""));
	for (ptrdiff_t i = 0; i < out.n; i++)
		buf_printf(&b, "%s %.*s %.*s|%.*s; ", change_kind_name(out.at[i].kind), SARG(out.at[i].package),
		           SARG(out.at[i].before), SARG(out.at[i].after));
	assert_str(arena_printf(a, "%.*s", SARG(buf_str(&b))), r->want);
	arena_close(a);
}

static const pair_row channel_rows[] = {
	{ "the same",                      "conda-forge bioconda", "conda-forge bioconda", "" },
	{ "added and removed",             "conda-forge", "bioconda", "added bioconda |#1; removed conda-forge #1|; " },
	{ "one gained priority",           "a b c", "c a b", "moved c #3|#1; " },
	{ "one lost priority",             "a b", "b a", "moved b #2|#1; " },
	{ "one was put in front",          "a b", "x a b", "added x |#1; " },
	{ "nodefaults has no order",       "a nodefaults b", "nodefaults a b", "" },
	{ "a name and its URL are one",    "conda-forge", "https://conda.anaconda.org/conda-forge/", "" },
	{ "another host is another one",   "conda-forge", "https://evil.example/conda-forge",
	  "removed conda-forge #1|; added https://evil.example/conda-forge |#1; " },
	{ "without https is another one",  "a", "http://conda.anaconda.org/a", "added http://conda.anaconda.org/a |#1; removed a #1|; " },
	{ "the host has no case",          "https://E.org/x", "https://e.org/x", "" },
	{ "given twice",                   "a b", "a b a", "" },
};

static env channels_of(arena *a, const char *text)
{
	env e = { .has_channels = true };
	str rest = str_of(text), part;
	while (rest.n > 0 && str_next(&rest, ' ', &part))
		*LIST_PUSH(a, &e.channels) = (item){ .text = part };
	return e;
}

static void test_channels(void **state)
{
	const pair_row *r = *state;
	arena *a = arena_open(1 << 20);
	env base = channels_of(a, r->base), head = channels_of(a, r->head);
	changes out = { 0 };
	diff_channels(a, &base, &head, &(change){ 0 }, &out);
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < out.n; i++)
		buf_printf(&b, "%s %.*s %.*s|%.*s; ", change_kind_name(out.at[i].kind), SARG(out.at[i].package),
		           SARG(out.at[i].before), SARG(out.at[i].after));
	assert_str(arena_printf(a, "%.*s", SARG(buf_str(&b))), r->want);
	arena_close(a);
}

typedef struct host_row {
	const char *name, *channel, *host;
} host_row;

static const host_row host_rows[] = {
	{ "a name",             "conda-forge",                        "conda.anaconda.org" },
	{ "a label",            "conda-forge/label/dev",              "conda.anaconda.org" },
	{ "defaults",           "defaults",                           "repo.anaconda.com" },
	{ "a part of defaults", "pkgs/main",                          "repo.anaconda.com" },
	{ "a URL",              "https://Conda.Example.org/x/y",      "conda.example.org" },
	{ "a port",             "https://conda.example.org:8443/x",   "conda.example.org:8443" },
	{ "a password",         "https://me:secret@e.org/x",          "e.org" },
	{ "an @ in the path",   "https://e.org/x@conda.anaconda.org", "e.org" },
	{ "a folder",           "/opt/channel",                       "file" },
	{ "a relative folder",  "./channel",                          "file" },
	{ "a file URL",         "file:///opt/channel",                "file" },
	{ "local",              "local",                              "file" },
	{ "nodefaults",         "nodefaults",                         "" },
};

static void test_host(void **state)
{
	const host_row *r = *state;
	arena *a = arena_open(1 << 20);
	assert_str(channel_host(a, str_of(r->channel)), r->host);
	arena_close(a);
}

/* Twice 10,000 entries, every second one of them one name, nearly all changed. */
static void test_large(void **state)
{
	(void)state;
	enum { N = 10000 };
	arena *a = arena_open((ptrdiff_t)1 << 29);
	file base = file_of(a, ""), head = file_of(a, "");
	env *was = NEW(a, env), *now = NEW(a, env);
	base.env = was;
	head.env = now;
	for (int i = 0; i < N; i++) {
		str name = i % 2 ? S("numpy") : arena_printf(a, "p%d", i);
		spec s = spec_of(a, C, arena_printf(a, "%.*s=1.%d", SARG(name), i % 7), i);
		*LIST_PUSH(a, &was->specs) = s;
		s = spec_of(a, C, arena_printf(a, "%.*s=1.%d", SARG(name), i % 5), i);
		*LIST_PUSH(a, &now->specs) = s;
	}
	changes out = { 0 };
	diff_env(a, &(policy){ 0 }, &base, &head, &out);
	assert_true(out.n > N / 3 && out.n < N);
	arena_close(a);
}

/* The built-in table does not know the two; the policy says that they are one library. */
static void test_names_of_the_policy(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 24);
	name_pair pair = { S("our-lib"), S("python-our-lib") };
	policy p = { .names = { &pair, 1, 1 } };
	file base = file_of(a, "pip:our-lib==1"), head = file_of(a, "python-our-lib=1");
	changes out = { 0 };
	diff_env(a, &p, &base, &head, &out);
	assert_int_equal(out.n, 1);
	assert_int_equal(out.at[0].kind, CHANGE_MOVED);
	out.n = 0;
	diff_env(a, &(policy){ 0 }, &base, &head, &out);
	assert_int_equal(out.n, 2);
	arena_close(a);
}

int main(void)
{
	static const struct CMUnitTest large[] = { cmocka_unit_test(test_names_of_the_policy), cmocka_unit_test(test_large) };
	int failures = RUN_ROWS(test_kind, kind_rows);
	failures += RUN_ROWS(test_pairs, pair_rows);
	failures += RUN_ROWS(test_channels, channel_rows);
	failures += RUN_ROWS(test_host, host_rows);
	return failures + cmocka_run_group_tests(large, NULL, NULL);
}
