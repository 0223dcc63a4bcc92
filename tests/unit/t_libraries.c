/* t_libraries: which libraries a program on a machine made of files (world.h) would get, and what their
 * headers say. @ in a row is $out. */
#include "edge/inventory.h"

#include "world.h"

/* env: words NAME=VALUE, @ is $out; libcuda=X and libcudart=X are options, cuda=12 is declared. */
typedef struct { const char *name, *script, *env, *want; } libs_row;

static const libs_row libs[] = {
	{ "nothing installed", "", "", "" },
	{ "a driver in the system's folder, by its link",
	  "so usr/lib/" MULTIARCH "/libcuda.so.580.95.05 libcuda.so.1; link usr/lib/" MULTIARCH
	  "/libcuda.so.1 libcuda.so.580.95.05\n"
	  "so usr/lib/" MULTIARCH "/libnvidia-ml.so.1 libcuda.so.1; so usr/lib/" MULTIARCH
	  "/libnvidia-ptxjitcompiler.so.1 libcuda.so.1\n",
	  "", "cuda /usr/lib/" MULTIARCH "/libcuda.so.1 = /usr/lib/" MULTIARCH
	      "/libcuda.so.580.95.05 580.95.05 default\nnvml jit\n" },
	{ "LD_LIBRARY_PATH goes first", "so usr/lib64/libcuda.so.1 libcuda.so.1; so $out/a/libcuda.so.1 libcuda.so.1",
	  "LD_LIBRARY_PATH=/nowhere:@/a", "cuda @/a/libcuda.so.1 - LD_LIBRARY_PATH\n" },
	{ "another architecture is passed over", "so usr/lib64/libcuda.so.1 libcuda.so.1; so $out/a/libcuda.so.1 foreign",
	  "LD_LIBRARY_PATH=@/a", "cuda /usr/lib64/libcuda.so.1 - default\n" },
	{ "a text file stops the search", "so usr/lib64/libcuda.so.1 libcuda.so.1; put $out/a/libcuda.so.1 text",
	  "LD_LIBRARY_PATH=@/a", "cuda @/a/libcuda.so.1 - LD_LIBRARY_PATH unreadable\n" },
	{ "an empty file", "put $out/a/libcuda.so.1 ''", "LD_LIBRARY_PATH=@/a",
	  "cuda @/a/libcuda.so.1 - LD_LIBRARY_PATH unreadable\n" },
	{ "a stub", "so $out/cuda/lib64/stubs/libcuda.so.1 libcuda.so.1", "LD_LIBRARY_PATH=@/cuda/lib64/stubs",
	  "cuda @/cuda/lib64/stubs/libcuda.so.1 - LD_LIBRARY_PATH stub\nstubs @/cuda/lib64/stubs\n" },
	{ "a stub behind the driver", "so $out/a/libcuda.so.1 libcuda.so.1; so $out/stubs/libcuda.so libcuda.so.1",
	  "LD_LIBRARY_PATH=@/a:@/stubs", "cuda @/a/libcuda.so.1 - LD_LIBRARY_PATH\nstubs @/stubs\n" },
	{ "a folder whose name only begins alike", "so $out/stubs2/libcuda.so.1 libcuda.so.1",
	  "LD_LIBRARY_PATH=@/stubs2", "cuda @/stubs2/libcuda.so.1 - LD_LIBRARY_PATH\n" },
	{ "forward compatibility for this driver", "nvrm 535.183.01; so $out/a/libcuda.so.575.51.03 compat; "
	  "link $out/a/libcuda.so.1 libcuda.so.575.51.03", "LD_LIBRARY_PATH=@/a",
	  "cuda @/a/libcuda.so.1 = @/a/libcuda.so.575.51.03 575.51.03 LD_LIBRARY_PATH compat\n" },
	{ "forward compatibility for another driver", "nvrm 470.57.02; so $out/a/libcuda.so.1 compat",
	  "LD_LIBRARY_PATH=@/a", "cuda @/a/libcuda.so.1 - LD_LIBRARY_PATH compat refused\n" },
	{ "a folder called compat", "nvrm 470.57.02; so $out/compat/libcuda.so.1 libcuda.so.1",
	  "LD_LIBRARY_PATH=@/compat", "cuda @/compat/libcuda.so.1 - LD_LIBRARY_PATH compat\n" },
	{ "WSL's own folder", "put dev/dxg ''; so usr/lib/wsl/lib/libcuda.so.1 libcuda.so.1; "
	  "so usr/lib/wsl/lib/libnvidia-ptxjitcompiler.so.1 libcuda.so.1", "",
	  "cuda /usr/lib/wsl/lib/libcuda.so.1 - wsl\njit\n" },
	{ "the same folder elsewhere than on WSL", "so usr/lib/wsl/lib/libcuda.so.1 libcuda.so.1", "", "" },
	{ "Tegra's own folder", "put etc/nv_tegra_release x; so usr/lib/aarch64-linux-gnu/tegra/libcuda.so.1 libcuda.so.1",
	  "", "cuda /usr/lib/aarch64-linux-gnu/tegra/libcuda.so.1 - tegra\n" },
	{ "a file by option", "so usr/lib64/libcuda.so.1 libcuda.so.1; so $out/x/libcuda.so.1 libcuda.so.1",
	  "libcuda=@/x/libcuda.so.1", "cuda @/x/libcuda.so.1 - option\n" },
	{ "a file by option that is not there", "so usr/lib64/libcuda.so.1 libcuda.so.1",
	  "libcuda=@/x/libcuda.so.1", "" },
	{ "a dangling link", "link usr/lib64/libcuda.so.1 libcuda.so.580.95.05", "", "" },
	{ "a link to itself", "link usr/lib64/libcuda.so.1 libcuda.so.1", "", "" },
	{ "the runtime of a conda environment, once for both names",
	  "so $out/env/lib/libcudart.so.12.9.79 libcudart.so.12; link $out/env/lib/libcudart.so.12 libcudart.so.12.9.79",
	  "CONDA_PREFIX=@/env", "rt @/env/lib/libcudart.so.12 libcudart.so.12 12.9 prefix own used\n" },
	{ "targets, pip's two places and torch's",
	  "so $out/env/targets/x86_64-linux/lib/libcudart.so.12.4.99 libcudart.so.12\n"
	  "p=$out/env/lib/python3.11/site-packages\n"
	  "so $p/nvidia/cuda_runtime/lib/libcudart.so.12 libcudart.so.12; so $p/nvidia/cu13/lib/libcudart.so.13 libcudart.so.13\n"
	  "so $p/torch/lib/libcudart-d0da41ae.so.11.0 libcudart.so.11.0\n",
	  "CONDA_PREFIX=@/env cuda=13",
	  "rt @/env/targets/x86_64-linux/lib/libcudart.so.12.4.99 libcudart.so.12 12.4 prefix own\n"
	  "rt @/env/lib/python3.11/site-packages/nvidia/cu13/lib/libcudart.so.13 libcudart.so.13 13.0 site-packages own used\n"
	  "rt @/env/lib/python3.11/site-packages/nvidia/cuda_runtime/lib/libcudart.so.12 libcudart.so.12 12.0 site-packages own\n"
	  "rt @/env/lib/python3.11/site-packages/torch/lib/libcudart-d0da41ae.so.11.0 libcudart.so.11.0 11.0 torch own\n" },
	{ "LD_LIBRARY_PATH takes the environment's place",
	  "so $out/env/lib/libcudart.so.12 libcudart.so.12; so $out/cuda/lib64/libcudart.so.12.1.105 libcudart.so.12; "
	  "link $out/cuda/lib64/libcudart.so.12 libcudart.so.12.1.105",
	  "CONDA_PREFIX=@/env LD_LIBRARY_PATH=@/cuda/lib64",
	  "rt @/cuda/lib64/libcudart.so.12 libcudart.so.12 12.1 LD_LIBRARY_PATH used\n"
	  "rt @/env/lib/libcudart.so.12 libcudart.so.12 12.0 prefix own\n" },
	{ "LD_LIBRARY_PATH with another major does not",
	  "so $out/env/lib/libcudart.so.12 libcudart.so.12; so $out/cuda/lib64/libcudart.so.13 libcudart.so.13",
	  "CONDA_PREFIX=@/env LD_LIBRARY_PATH=@/cuda/lib64",
	  "rt @/cuda/lib64/libcudart.so.13 libcudart.so.13 13.0 LD_LIBRARY_PATH\n"
	  "rt @/env/lib/libcudart.so.12 libcudart.so.12 12.0 prefix own used\n" },
	{ "LD_LIBRARY_PATH may name the environment itself",
	  "so $out/env/lib/libcudart.so.12 libcudart.so.12", "CONDA_PREFIX=@/env LD_LIBRARY_PATH=@/env/lib",
	  "rt @/env/lib/libcudart.so.12 libcudart.so.12 12.0 LD_LIBRARY_PATH own used\n" },
	{ "the declared major is nowhere", "so $out/env/lib/libcudart.so.12 libcudart.so.12", "CONDA_PREFIX=@/env cuda=13",
	  "rt @/env/lib/libcudart.so.12 libcudart.so.12 12.0 prefix own\n" },
	{ "a virtual environment", "so $out/venv/lib/python3.12/site-packages/nvidia/cu13/lib/libcudart.so.13 libcudart.so.13",
	  "VIRTUAL_ENV=@/venv",
	  "rt @/venv/lib/python3.12/site-packages/nvidia/cu13/lib/libcudart.so.13 libcudart.so.13 13.0 site-packages own used\n" },
	{ "the system's Python, without an environment",
	  "so usr/local/lib/python3.11/site-packages/nvidia/cuda_runtime/lib/libcudart.so.12 libcudart.so.12", "",
	  "rt /usr/local/lib/python3.11/site-packages/nvidia/cuda_runtime/lib/libcudart.so.12 libcudart.so.12 12.0 site-packages used\n" },
	{ "the system's toolkit", "so usr/local/cuda/lib64/libcudart.so.12.9.79 libcudart.so.12", "",
	  "rt /usr/local/cuda/lib64/libcudart.so.12.9.79 libcudart.so.12 12.9 CUDA_HOME used\n" },
	{ "CUDA_HOME", "so $out/cuda/lib64/libcudart.so.12.9.79 libcudart.so.12", "CUDA_HOME=@/cuda",
	  "rt @/cuda/lib64/libcudart.so.12.9.79 libcudart.so.12 12.9 CUDA_HOME used\n" },
	{ "a runtime by option", "so $out/x/my.so libcudart.so.12; so $out/env/lib/libcudart.so.13 libcudart.so.13",
	  "CONDA_PREFIX=@/env libcudart=@/x/my.so cuda=13",
	  "rt @/x/my.so libcudart.so.12 12.0 option used\n"
	  "rt @/env/lib/libcudart.so.13 libcudart.so.13 13.0 prefix own\n" },
	{ "a static library and another architecture are no runtimes",
	  "so $out/env/lib/libcudart.so.12 foreign; put $out/env/lib/libcudart_static.a x", "CONDA_PREFIX=@/env", "" },
	{ "a damaged file is what the loader would take", "put $out/env/lib/libcudart.so.12 rubbish", "CONDA_PREFIX=@/env",
	  "rt @/env/lib/libcudart.so.12 libcudart.so.12 12.0 prefix own used\n" },
};

static void say_libraries(buf *b, const library_facts *l)
{
	const libcuda_facts *c = &l->cuda;
	if (c->path.p) {
		buf_printf(b, "cuda %.*s", SARG(c->path));
		if (!str_eq(c->path, c->real))
			buf_printf(b, " = %.*s", SARG(c->real));
		buf_printf(b, " %.*s %.*s", SARG(or_dash(c->version)), SARG(c->found_by));
		put_flag(b, c->stub, "stub");
		put_flag(b, c->compat, "compat");
		put_flag(b, !c->compat_allows, "refused");
		put_flag(b, !c->readable, "unreadable");
		buf_char(b, '\n');
	}
	if (l->has_nvml || l->has_jit)
		buf_printf(b, "%s%s%s\n", l->has_nvml ? "nvml" : "", l->has_nvml && l->has_jit ? " " : "",
		           l->has_jit ? "jit" : "");
	for (ptrdiff_t i = 0; i < l->stub_folders.n; i++)
		buf_printf(b, "stubs %.*s\n", SARG(l->stub_folders.at[i]));
	for (ptrdiff_t i = 0; i < l->runtimes.n; i++) {
		const libcudart_facts *r = &l->runtimes.at[i];
		buf_printf(b, "rt %.*s %.*s %d.%d %.*s", SARG(r->path), SARG(r->soname), r->version / 1000,
		           r->version % 1000 / 10, SARG(r->found_by));
		put_flag(b, r->in_prefix, "own");
		put_flag(b, r->used, "used");
		buf_char(b, '\n');
	}
}

/* All from replaced by to. */
static str replaced(arena *a, str text, str from, str to)
{
	buf b = buf_new(a);
	for (ptrdiff_t at = str_find(text, from); at >= 0; at = str_find(text, from)) {
		buf_put(&b, str_head(text, at));
		buf_put(&b, to);
		text = str_from(text, at + from.n);
	}
	buf_put(&b, text);
	return arena_str(a, buf_str(&b));
}

static void take_word(world *w, str word, library_search *where, variables *env, probe_wish *wish)
{
	ptrdiff_t equals = str_find_byte(word, '=');
	str name = str_head(word, equals), value = str_from(word, equals + 1);
	if (str_eq(name, S("libcuda")))
		wish->libcuda = value;
	else if (str_eq(name, S("libcudart")))
		wish->libcudart = value;
	else if (str_eq(name, S("cuda")))
		where->declared.cuda = (int)strtol(arena_str(w->a, value).p, NULL, 10) * 1000;
	else
		*LIST_PUSH(w->a, env) = (variable){ arena_str(w->a, name), value };
}

static void test_libraries(void **state)
{
	const libs_row *r = *state;
	world w = make(r->script);
	host_facts h;
	variables env = { 0 };
	probe_wish wish = { 0 };
	library_facts l;
	buf b = buf_new(w.a), shown = buf_new(w.a);
	library_search where = { .root = w.root, .host = &h, .env = &env, .wish = &wish };
	str rest = replaced(w.a, str_of(r->env), S("@"), w.out), word;
	while (rest.n > 0 && str_next(&rest, ' ', &word))
		take_word(&w, word, &where, &env, &wish);
	inventory_host(w.a, w.root, &h);
	inventory_libraries(w.a, &where, &l);
	say_libraries(&b, &l);
	buf_put(&shown, replaced(w.a, buf_str(&b), w.out, S("@")));
	compare(&w, &shown, r->want);
}

int main(void)
{
	return RUN_ROWS(test_libraries, libs);
}
