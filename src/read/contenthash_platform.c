/* contenthash_platform: what conda-lock adds to an environment file for each platform: its default
 * virtual packages (conda_lock/default-virtual-packages.yaml of 4.0.2, in repodata's form), and what
 * markers mean there. */
#include "read/contenthash_in.h"

#include "base/limits.h"
#include "read/selector.h"
#include "read/yaml.h"
#include "spec/marker.h"

typedef struct virtual_package {
	const char *name, *version, *build_string; /* build_string "": the build is 0 */
} virtual_package;

#define ARCHSPEC(word) { "__archspec", "1", word }
#define CUDA { "__cuda", "11.4", "" }

/* In the order of their file names. */
static const struct platform_row {
	str platform;
	virtual_package packages[6];
	const char *platform_system, *sys_platform, *os;
} rows[] = {
	{ S_INIT("linux-64"), { ARCHSPEC("x86_64"), CUDA, { "__glibc", "2.28", "" }, { "__linux", "5.10", "" }, { "__unix", "0", "" } },
	  "Linux", "linux", "posix" },
	{ S_INIT("linux-aarch64"), { ARCHSPEC("aarch64"), CUDA, { "__glibc", "2.28", "" }, { "__linux", "5.10", "" }, { "__unix", "0", "" } },
	  "Linux", "linux", "posix" },
	{ S_INIT("osx-64"), { ARCHSPEC("x86_64"), { "__osx", "10.15", "" }, { "__osx", "11.0", "" }, { "__unix", "0", "" } },
	  "Darwin", "darwin", "posix" },
	{ S_INIT("osx-arm64"), { ARCHSPEC("arm64"), { "__osx", "11.0", "" }, { "__unix", "0", "" } },
	  "Darwin", "darwin", "posix" },
	{ S_INIT("win-64"), { ARCHSPEC("x86_64"), CUDA, { "__win", "0", "" } }, "Windows", "win32", "nt" },
};

static const struct platform_row *find_row(str platform)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (str_eq(rows[i].platform, platform))
			return &rows[i];
	return NULL;
}

unsigned hash_platform_bit(str platform)
{
	return selector_platform(platform);
}

static void put_package(buf *b, const virtual_package *p, str platform)
{
	bool has = p->build_string[0];
	buf_printf(b, "\"%s-%s-%s%s.tar.bz2\": {\"build\": \"%s%s\", \"build_number\": 0, ", p->name, p->version, p->build_string,
	           has ? "_0" : "0", p->build_string, has ? "_0" : "0");
	buf_printf(b, "\"build_string\": \"%s\", \"depends\": [], \"name\": \"%s\", \"noarch\": \"\", ", p->build_string, p->name);
	/* The time is conda-lock's own constant. */
	buf_printf(b, "\"package_type\": \"virtual_system\", \"subdir\": \"%.*s\", \"timestamp\": 1577854800000, \"version\": \"%s\"}",
	           SARG(platform), p->version);
}

static void put_platform(buf *b, const struct platform_row *row)
{
	buf_printf(b, "\"%.*s\": {\"info\": {\"subdir\": \"%.*s\"}, \"packages\": {", SARG(row->platform), SARG(row->platform));
	for (int i = 0; i < 6 && row->packages[i].name; i++) {
		buf_put(b, i ? S(", ") : S(""));
		put_package(b, &row->packages[i], row->platform);
	}
	buf_put(b, S("}}"));
}

bool hash_put_virtual(buf *b, str platform)
{
	static const str noarch = S_INIT("\"noarch\": {\"info\": {\"subdir\": \"noarch\"}, \"packages\": {}}");
	const struct platform_row *row = find_row(platform);
	if (!row)
		return false;
	bool before = str_cmp(platform, S("noarch")) < 0;
	buf_char(b, '{');
	if (before)
		put_platform(b, row);
	else
		buf_put(b, noarch);
	buf_put(b, S(", "));
	if (before)
		buf_put(b, noarch);
	else
		put_platform(b, row);
	buf_char(b, '}');
	return true;
}

static bool mentions(str text, const char *const *words)
{
	for (; *words; words++)
		if (str_find(text, str_of(*words)) >= 0)
			return true;
	return false;
}

int hash_marker_holds(arena *a, const requirement *r, str platform)
{
	static const char *const of_platform[] = { "sys_platform", "platform_system", "os_name", NULL };
	static const char *const of_python[] = { "python_", "implementation", "platform_machine", "platform_release", "platform_version", "extra", NULL };
	const struct platform_row *row = find_row(platform);
	if (!row || (mentions(r->marker_text, of_platform) && mentions(r->marker_text, of_python)))
		return -1;
	if (!mentions(r->marker_text, of_platform))
		return 1;
	marker_env e = { .os_name = str_of(row->os), .platform_system = str_of(row->platform_system),
		.sys_platform = str_of(row->sys_platform) };
	e.python_version = S("3.11");
	e.python_full_version = S("3.11.0");
	return marker_eval(a, r->marker, &e, NULL);
}

static bool read_repositories(arena *a, const env *e, strs *out)
{
	if (str_find(e->src->bytes, S("pip-repositories")) < 0)
		return true;
	yaml_doc doc = yaml_read(a, e->src, MAX_ENV_BYTES);
	const yaml_node *list = doc.root && doc.root->kind == NODE_MAP ? yaml_get(doc.root, S("pip-repositories")) : NULL;
	for (const yaml_node *n = list && list->kind == NODE_LIST ? list->first : NULL; n; n = n->next) {
		if (n->kind != NODE_SCALAR || yaml_type_of(n) != TYPE_TEXT || !envfile_is_ascii(n->text))
			return false;
		buf b = buf_sized(a, n->text.n + 16);
		buf_put(&b, S("{\"url\":"));
		hash_put_text(&b, n->text);
		buf_char(&b, '}');
		*LIST_PUSH(a, out) = buf_str(&b);
	}
	return true;
}

bool hash_pip_repositories(arena *a, hash_input in, strs *out)
{
	ptrdiff_t with = 0;
	for (ptrdiff_t i = 0; i < in.n; i++) {
		strs one = { 0 };
		if (!read_repositories(a, in.of[i], &one))
			return false;
		if (one.n)
			*out = one;
		with += one.n > 0;
	}
	return with <= 1; /* several lists merge as channels do; nobody has been seen to write two */
}
