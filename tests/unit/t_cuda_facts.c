/* t_cuda_facts: environment files as people write them, and the CUDA that they declare. */
#include "gate/cuda_facts.h"

#include "base/buf.h"
#include "read/envfile.h"
#include "rows.h"

/* want: "12.9 LINE TEXT", or "-". */
typedef struct { const char *name, *file, *want; } row;

#define DEPS(lines) "channels: [conda-forge]\ndependencies:\n" lines

static const row rows[] = {
	{ "nothing", DEPS("  - numpy=1.26\n"), "-" },
	{ "cuda-version", DEPS("  - numpy\n  - cuda-version=12.9\n"), "12.9 4 cuda-version=12.9" },
	{ "cuda-version, exactly", DEPS("  - cuda-version==12.4\n"), "12.4 3 cuda-version==12.4" },
	{ "a lower bound", DEPS("  - cuda-version>=12.6\n"), "12.6 3 cuda-version>=12.6" },
	{ "both bounds", DEPS("  - cudatoolkit >=11,<12\n"), "11.0 3 cudatoolkit >=11,<12" },
	{ "a major", DEPS("  - cudatoolkit=10\n"), "10.0 3 cudatoolkit=10" },
	{ "a patch", DEPS("  - cudatoolkit=11.3.1\n"), "11.3 3 cudatoolkit=11.3.1" },
	{ "an upper bound names nothing to need", DEPS("  - cuda-version<13\n"), "-" },
	{ "a bare selector names nothing", DEPS("  - cudatoolkit\n"), "-" },
	{ "alternatives: the least of them", DEPS("  - cuda-version=12.4|13.0\n"), "12.4 3 cuda-version=12.4|13.0" },
	{ "pytorch-cuda", DEPS("  - pytorch\n  - pytorch-cuda=11.8\n"), "11.8 4 pytorch-cuda=11.8" },
	{ "a channel in front", DEPS("  - nvidia::cuda-nvcc==11.6.*\n"), "11.6 3 nvidia::cuda-nvcc==11.6.*" },
	{ "cuda-toolkit with a space", DEPS("  - cuda-toolkit =11.8\n"), "11.8 3 cuda-toolkit =11.8" },
	{ "a part of the toolkit", DEPS("  - cuda-cudart=12.4.127\n"), "12.4 3 cuda-cudart=12.4.127" },
	{ "cudnn's number is its own", DEPS("  - cudnn=8.9\n  - nccl=2.19\n"), "-" },
	{ "a build glob with a version", DEPS("  - torchvision>=0.1=*cuda112*\n"), "11.2 3 torchvision>=0.1=*cuda112*" },
	{ "a build glob with a major", DEPS("  - pytorch>=2.7.0=cuda12*\n"), "12.0 3 pytorch>=2.7.0=cuda12*" },
	{ "a build glob without one", DEPS("  - pytorch=*=*cuda*\n"), "-" },
	{ "a build of the pytorch channel", DEPS("  - pytorch=2.1.0=py3.10_cuda11.8_cudnn8_0\n"),
	  "11.8 3 pytorch=2.1.0=py3.10_cuda11.8_cudnn8_0" },
	{ "a CPU build", DEPS("  - pytorch=2.1.0=cpu_py311*\n"), "-" },
	{ "a selector is louder than a glob", DEPS("  - jaxlib=*=cuda12*\n  - cuda-version=12.4\n"), "12.4 4 cuda-version=12.4" },
	{ "of several exact ones the highest", DEPS("  - cudatoolkit=11.3\n  - pip:\n    - torch==2.5.1+cu124\n"),
	  "12.4 5 torch==2.5.1+cu124" },
	{ "exact before open", DEPS("  - cuda-version>=12.6\n  - pytorch-cuda=12.1\n"), "12.1 4 pytorch-cuda=12.1" },
	{ "pytorch-cuda before Nvidia's cuda-version", DEPS("  - cuda-version=12.9=3\n  - pytorch-cuda=11.8\n"),
	  "11.8 4 pytorch-cuda=11.8" },
	{ "a wheel", DEPS("  - pip:\n    - torch==2.0.1+cu118\n"), "11.8 4 torch==2.0.1+cu118" },
	{ "a CPU wheel", DEPS("  - pip:\n    - torch==1.4.0+cpu\n"), "-" },
	{ "a ROCm wheel", DEPS("  - pip:\n    - torch==2.4.0+rocm6.1\n"), "-" },
	{ "an index", DEPS("  - pip:\n    - --extra-index-url https://download.pytorch.org/whl/cu118\n    - torch\n"),
	  "11.8 4 --extra-index-url .../whl/cu118" },
	{ "an index with a password", DEPS("  - pip:\n    - --index-url=https://me:secret@h.org/whl/nightly/cu132?token=x\n"),
	  "13.2 4 --index-url .../whl/nightly/cu132" },
	{ "a page of links", DEPS("  - pip:\n    - -f https://h.org/whl/cu121/torch.html\n    - torch\n"),
	  "12.1 4 --find-links .../whl/cu121/torch.html" },
	{ "the index of CPU builds", DEPS("  - pip:\n    - --index-url https://h.org/whl/cpu\n    - torch\n"), "-" },
	{ "a wheel by address",
	  DEPS("  - pip:\n    - torch @ https://me:pw@h.org/whl/cu121/torch-2.1.0%2Bcu121-cp310-cp310-linux_x86_64.whl\n"),
	  "12.1 4 torch @ .../whl/cu121/torch-2.1.0%2Bcu121-cp310-cp310-linux_x86_64.whl" },
	{ "the pip runtime of 12", DEPS("  - pip:\n    - nvidia-cuda-runtime-cu12==12.4.127\n"),
	  "12.4 4 nvidia-cuda-runtime-cu12==12.4.127" },
	{ "the pip runtime of 13", DEPS("  - pip:\n    - nvidia-cuda-runtime==13.0.96\n"), "13.0 4 nvidia-cuda-runtime==13.0.96" },
	{ "pip cudnn names the major", DEPS("  - pip:\n    - nvidia-cudnn-cu13==9.19.0.56\n"), "13.0 4 nvidia-cudnn-cu13==9.19.0.56" },
	{ "cupy for any 12", DEPS("  - pip:\n    - cupy-cuda12x\n"), "12.0 4 cupy-cuda12x" },
	{ "cupy for 11.0", DEPS("  - pip:\n    - cupy-cuda110\n"), "11.0 4 cupy-cuda110" },
	{ "jax's extra", DEPS("  - pip:\n    - jax[cuda12]==0.5.0\n"), "12.0 4 jax[cuda12]==0.5.0" },
	{ "jax's other extra", DEPS("  - pip:\n    - \"jax[cuda12_pip]\"\n"), "12.0 4 jax[cuda12_pip]" },
	{ "tensorflow's extra names none", DEPS("  - pip:\n    - tensorflow[and-cuda]==2.21.0\n"), "-" },
	{ "an entry for Windows only", DEPS("  - cuda-version=12.9  # [win]\n"), "-" },
	{ "an entry for Linux only", DEPS("  - cuda-version=12.9  # [linux]\n"), "12.9 3 cuda-version=12.9" },
	{ "a bracketed build", DEPS("  - \"pytorch[version='>=2', build='*cuda126*']\"\n"),
	  "12.6 3 pytorch[version='>=2', build='*cuda126*']" },
	{ "a version that is none", DEPS("  - cuda-version=stable\n"), "-" },
	{ "an impossible one", DEPS("  - cuda-version=99.0\n"), "99.0 3 cuda-version=99.0" },
};

static str said(arena *a, declared_cuda d)
{
	if (!d.cuda)
		return S("-");
	str line = str_from(d.source, str_rfind_byte(d.source, ':') + 1);
	return arena_printf(a, "%s %.*s %.*s", cuda_name(d.cuda).at, SARG(line), SARG(d.spec));
}

static const env *read_text(arena *a, const char *path, const char *text)
{
	source *src = NEW(a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = str_of(path), .bytes = str_of(text) };
	src->size_bytes = src->bytes.n;
	return envfile_read(a, src, (variables){ 0 });
}

static void test_file(void **state)
{
	const row *r = *state;
	arena *a = arena_open(16 << 20);
	const env *e = read_text(a, "environment.yml", r->file);
	assert_str(said(a, cuda_declared_by(a, S("environment.yml"), e)), r->want);
	arena_close(a);
}

/* files: "path version" words, sorted by path as a side's are; "-" declares nothing. */
typedef struct { const char *name, *files, *want, *other; } side_row;

static const side_row sides[] = {
	{ "no file",                          "", NULL, NULL },
	{ "one file",                         "environment.yml 12.9", "environment.yml:3", NULL },
	{ "the root before a folder",         "ci/environment.yml 12.4,env-gpu.yml 12.9", "env-gpu.yml:3", "ci/environment.yml:3" },
	{ "environment.yml before others",    "env-gpu.yml 12.4,environment.yml 12.9", "environment.yml:3", "env-gpu.yml:3" },
	{ "one that declares none is passed", "env-gpu.yml 12.4,environment.yml -", "env-gpu.yml:3", NULL },
	{ "then the first by path",           "env-a.yml 12.4,env-b.yml 12.9", "env-a.yml:3", "env-b.yml:3" },
	{ "two that agree",                   "env-a.yml 12.4,env-b.yml 12.4", "env-a.yml:3", NULL },
};

static void test_side(void **state)
{
	const side_row *r = *state;
	arena *a = arena_open(16 << 20);
	side s = { 0 };
	str rest = str_of(r->files), one, other;
	while (rest.n > 0 && str_next(&rest, ',', &one)) {
		ptrdiff_t blank = str_find_byte(one, ' ');
		str path = arena_str(a, str_head(one, blank)), version = str_from(one, blank + 1);
		bool none = str_eq(version, S("-"));
		str text = none ? S(DEPS("  - numpy\n"))
		                : arena_printf(a, DEPS("  - cuda-version=%.*s\n"), SARG(version));
		*LIST_PUSH(a, &s.files) = (file){ .path = path, .env = read_text(a, path.p, text.p) };
	}
	assert_str(cuda_declared(a, &s, &other).source, r->want);
	assert_str(other, r->other);
	arena_close(a);
}

int main(void)
{
	return RUN_ROWS(test_file, rows) + RUN_ROWS(test_side, sides);
}
