/* t_diff_lock: what happened to the packages of a lock, in rows a reviewer reads. */
#include "rows.h"

#include "gate/diff_lock.h"

#include "base/buf.h"

typedef struct row {
	const char *name;
	const char *base, *head; /* lines "MANAGER NAME VERSION BUILD PLATFORM [ENVIRONMENT]"; NULL: no lock */
	const char *declared;    /* "MANAGER NAME" a line */
	const char *want;        /* "KIND NAME BEFORE>AFTER PLATFORM [VARIANT] flags", joined by "; " */
} row;

#define NUMPY "conda numpy 1.26.4 py_0 linux-64\n"

static const row rows[] = {
	{ "nothing happened", NUMPY, NUMPY, "", "" },
	{ "raised and lowered, by conda's order", "conda a 1.9 0 linux-64\nconda b 2.0 0 linux-64\n",
	  "conda a 1.10 0 linux-64\nconda b 1.9 0 linux-64\n", "conda a\nconda b\n", "raised a 1.9>1.10 all; lowered b 2.0>1.9 all major" },
	{ "by packaging's order for pip", "pip a 1.0 - linux-64\n", "pip a 1.0.post1 - linux-64\n", "pip a\n", "raised a 1.0>1.0.post1 all" },
	{ "a rebuild shows the builds", "conda a 1 h0_0 linux-64\n", "conda a 1 h1_1 linux-64\n", "conda a\n", "rebuilt a 1 h0_0>1 h1_1 all" },
	{ "added and removed", NUMPY, "conda b 1 0 linux-64\n", "conda numpy\nconda b\n", "added b ->1 all; removed numpy 1.26.4>- all" },
	{ "nobody declared it", NUMPY, "", "", "removed numpy 1.26.4>- all indirect" },
	{ "declared under the other manager is not declared", NUMPY, "", "pip numpy\n", "removed numpy 1.26.4>- all indirect" },
	{ "one fate on all platforms is one row", "conda a 1 0 linux-64\nconda a 1 0 osx-64\n", "conda a 2 0 linux-64\nconda a 2 0 osx-64\n",
	  "conda a\n", "raised a 1>2 all major" },
	{ "fates apart are rows apart, with their platforms",
	  "conda a 1.0 0 linux-64\nconda a 1.0 0 osx-64\nconda a 1.0 0 win-64\n",
	  "conda a 1.1 0 linux-64\nconda a 1.1 0 osx-64\nconda a 1.2 0 win-64\n", "conda a\n",
	  "raised a 1.0>1.1 linux-64, osx-64; raised a 1.0>1.2 win-64" },
	{ "changed on one of two", "conda a 1.0 0 linux-64\nconda a 1.0 0 osx-64\n", "conda a 1.1 0 linux-64\nconda a 1.0 0 osx-64\n",
	  "conda a\n", "raised a 1.0>1.1 linux-64" },
	{ "raised wherever it is locked is raised on all of them", "conda a 1.0 0 linux-64\nconda b 1 0 osx-64\n",
	  "conda a 1.1 0 linux-64\nconda b 1 0 osx-64\n", "conda a\n", "raised a 1.0>1.1 all" },
	{ "added on one of two platforms", "conda b 1 0 linux-64\nconda b 1 0 osx-64\n",
	  "conda a 1 0 linux-64\nconda b 1 0 linux-64\nconda b 1 0 osx-64\n", "conda a\n", "added a ->1 linux-64" },
	{ "environments of pixi.lock", "conda a 1.0 0 linux-64 default\nconda a 1.0 0 linux-64 gpu\n",
	  "conda a 1.0 0 linux-64 default\nconda a 1.1 0 linux-64 gpu\n", "conda a\n", "raised a 1.0>1.1 gpu/linux-64" },
	{ "from CUDA to CPU", "conda pytorch 2.1.0 cuda120_py311_300 linux-64\n", "conda pytorch 2.1.0 cpu_py311_0 linux-64\n", "conda pytorch\n",
	  "rebuilt pytorch 2.1.0 cuda120_py311_300>2.1.0 cpu_py311_0 all [cuda -> cpu]" },
	{ "a jump with a new version shows the builds too", "conda jaxlib 0.4.1 cuda118py_0 linux-64\n", "conda jaxlib 0.4.2 cpu_py_0 linux-64\n",
	  "", "raised jaxlib 0.4.1 cuda118py_0>0.4.2 cpu_py_0 all [cuda -> cpu] indirect" },
	{ "wheels say it in their version", "pip torch 2.1.0+cu118 - linux-64\n", "pip torch 2.1.0+cpu - linux-64\n", "pip torch\n",
	  "rebuilt torch 2.1.0+cu118>2.1.0+cpu all [cuda -> cpu]" },
	{ "from MKL to OpenBLAS", "conda libblas 3.9.0 16_linux64_mkl linux-64\n", "conda libblas 3.9.0 16_linux64_openblas linux-64\n", "",
	  "rebuilt libblas 3.9.0 16_linux64_mkl>3.9.0 16_linux64_openblas all [mkl -> openblas] indirect" },
	{ "a new lock", NULL, NUMPY, "conda numpy\n", "added numpy ->1.26.4 all" },
	{ "a lock that is gone", NUMPY, NULL, "conda numpy\n", "removed numpy 1.26.4>- all" },
	{ "indirect downgrades and major steps are counted at the first", "conda a 2 0 linux-64\nconda b 2.1 0 linux-64\nconda c 1 0 linux-64\n",
	  "conda a 1 0 linux-64\nconda b 2.0 0 linux-64\nconda c 3 0 linux-64\n", "",
	  "lowered a 2>1 all major indirect rest=2 major=2; lowered b 2.1>2.0 all indirect; raised c 1>3 all major indirect" },
	{ "a name twice on one platform is paired in order", "conda a 1 0 linux-64\nconda a 2 0 linux-64\n", "conda a 1 0 linux-64\nconda a 3 0 linux-64\n",
	  "conda a\n", "raised a 2>3 all major" },
};

static str word(str *line)
{
	str out = { 0 };
	return line->n && str_next(line, ' ', &out) ? out : (str){ 0 };
}

static const file *file_of(arena *a, const char *text)
{
	if (!text)
		return NULL;
	lock *l = NEW(a, lock);
	source *src = NEW(a, source);
	file *f = NEW(a, file);
	*src = (source){ .kind = ENTRY_BLOB, .path = S("conda-lock.yml"), .bytes = str_of(text) };
	*l = (lock){ .src = src, .complete = true };
	*f = (file){ .path = src->path, .kind = FILE_CONDA_LOCK, .src = src, .lock = l };
	str rest = str_of(text), line;
	while (rest.n && str_next(&rest, '\n', &line)) {
		if (line.n == 0)
			continue;
		locked *p = LIST_PUSH(a, &l->packages);
		p->manager = str_eq(word(&line), S("pip")) ? MANAGER_PIP : MANAGER_CONDA;
		p->name = word(&line);
		p->version = word(&line);
		p->build = word(&line);
		if (str_eq(p->build, S("-")))
			p->build = (str){ 0 };
		p->platform = word(&line);
		p->environment = word(&line);
		p->channel = S("conda-forge");
	}
	return f;
}

static const family *family_of_text(arena *a, const char *text)
{
	family *out = NEW(a, family);
	str rest = str_of(text), line;
	while (rest.n && str_next(&rest, '\n', &line)) {
		if (line.n == 0)
			continue;
		spec *s = LIST_PUSH(a, &out->declared);
		s->manager = str_eq(word(&line), S("pip")) ? MANAGER_PIP : MANAGER_CONDA;
		s->name = word(&line);
	}
	return out;
}

static str shown(arena *a, const changes *all)
{
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const change *c = &all->at[i];
		str none = S("-"), every = S("all");
		buf_printf(&b, "%s%s %.*s %.*s>%.*s %.*s", i ? "; " : "", change_kind_name(c->kind), SARG(c->package),
		           SARG(c->before.p ? c->before : none), SARG(c->after.p ? c->after : none),
		           SARG(c->platform.p ? c->platform : every));
		if (c->variant.p)
			buf_printf(&b, " [%.*s]", SARG(c->variant));
		buf_printf(&b, "%s%s", c->major ? " major" : "", c->direct ? "" : " indirect");
		if (c->rest)
			buf_printf(&b, " rest=%d", c->rest);
		if (c->rest_major)
			buf_printf(&b, " major=%d", c->rest_major);
	}
	return buf_str(&b);
}

static void test_diff_lock(void **state)
{
	const row *r = *state;
	arena *a = arena_open(64 * 1024 * 1024);
	const family *declared = family_of_text(a, r->declared);
	lock_pair pair = { file_of(a, r->base), file_of(a, r->head), declared, declared };
	changes out = { 0 };
	diff_locks(a, &pair, &out);
	assert_str(out.n ? shown(a, &out) : S(""), r->want);
	arena_close(a);
}

int main(void)
{
	return RUN_ROWS(test_diff_lock, rows);
}
