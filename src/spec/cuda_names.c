/* cuda_names: see cuda_names.h.
 *
 * The forms are those of gpu package names in public lock and environment files. They overlap
 * nowhere: over 480 distinct package strings of one long lock history no string was both CUDA
 * and CPU. Written as matchers, because the C library's regular expressions can be crashed by
 * one line of input. A matcher eats a str from the front; a form matches when every part was
 * eaten. */
#include "spec/cuda_names.h"

static const cuda_hint nothing = { VARIANT_NONE, 0, false };
static const cuda_hint cpu = { VARIANT_CPU, 0, false };
static const cuda_hint other_gpu = { VARIANT_OTHER, 0, false };
static const cuda_hint some_cuda = { VARIANT_CUDA, 0, false };

static bool eat(str *s, str head)
{
	if (!str_starts(*s, head))
		return false;
	*s = str_from(*s, head.n);
	return true;
}

/* Digits, or digits and dots, off the front. */
static str eat_digits(str *s, bool dots)
{
	ptrdiff_t n = 0;
	while (n < s->n && (is_digit(s->p[n]) || (dots && s->p[n] == '.')))
		n++;
	str eaten = str_head(*s, n);
	*s = str_from(*s, n);
	return eaten;
}

static int number(str digits)
{
	int value = 0;
	for (ptrdiff_t i = 0; i < digits.n && i < 4; i++)
		value = value * 10 + (digits.p[i] - '0');
	return value;
}

cuda_hint cuda_digits(str digits)
{
	cuda_hint h = { .variant = VARIANT_CUDA };
	for (ptrdiff_t i = 0; i < digits.n; i++)
		if (!is_digit(digits.p[i]))
			return nothing;
	if (digits.n < 2 || digits.n > 4)
		return nothing;
	int n = number(digits);
	if (digits.n == 2 && n >= 60) {
		h.cuda = cuda_make(n / 10, n % 10);
	} else if (digits.n == 2) {
		h.major_only = true;
		h.cuda = n >= 10 ? cuda_make(n, 0) : 0;
	} else {
		int tens = digits.n == 3 ? 10 : 100;
		h.cuda = cuda_make(n / tens, n % tens);
	}
	return h.cuda ? h : nothing;
}

/* "11.8", "10.1.243"; "12" is the major only. */
static cuda_hint dotted(str text)
{
	while (str_ends(text, S(".")))
		text = str_head(text, text.n - 1);
	bool whole = str_find_byte(text, '.') < 0;
	int cuda = cuda_parse(text);
	return cuda ? (cuda_hint){ VARIANT_CUDA, cuda, whole } : nothing;
}

/* What stands behind "cuda" or "cu": digits run together, or a dotted version, or neither. */
static cuda_hint version_behind(str *s)
{
	str v = eat_digits(s, true);
	if (v.n == 0)
		return some_cuda;
	return str_find_byte(v, '.') < 0 ? cuda_digits(v) : dotted(v);
}

/* ---- builds ---- */

static bool at_end_or(str s, const char *starts)
{
	return s.n == 0 || str_find_byte(str_of(starts), s.p[0]) >= 0;
}

/* cuda129_..., cuda112py39h..., cuda112h...; cuda10.1_0; cuda, cuda_2 */
static cuda_hint build_cuda_first(str s)
{
	if (!eat(&s, S("cuda")))
		return nothing;
	bool named = s.n > 0 && is_digit(s.p[0]);
	cuda_hint h = version_behind(&s);
	if (named)
		return at_end_or(s, "_ph") ? h : nothing;
	if (s.n == 0)
		return some_cuda;
	if (!eat(&s, S("_")))
		return nothing;
	eat_digits(&s, false);
	return s.n == 0 ? some_cuda : nothing;
}

/* py3.10_cuda11.8_cudnn8_0, py38_cu118, py3.9_cpu_0 */
static cuda_hint build_python_first(str s)
{
	if (!eat(&s, S("py")) || eat_digits(&s, true).n == 0)
		return nothing;
	if (eat(&s, S("_cpu_")))
		return eat_digits(&s, false).n > 0 && s.n == 0 ? cpu : nothing;
	bool full = eat(&s, S("_cuda"));
	if (!full && !eat(&s, S("_cu")))
		return nothing;
	cuda_hint h = version_behind(&s);
	return h.cuda && (full ? str_starts(s, S("_cudnn")) : s.n == 0) ? h : nothing;
}

/* gpu, gpu_0, gpu_py39h29c2da4_0 */
static cuda_hint build_gpu_first(str s)
{
	if (!eat(&s, S("gpu")))
		return nothing;
	if (s.n == 0)
		return some_cuda;
	if (!eat(&s, S("_")))
		return nothing;
	if (eat(&s, S("py")))
		return eat_digits(&s, false).n > 0 ? some_cuda : nothing;
	return eat_digits(&s, false).n > 0 && s.n == 0 ? some_cuda : nothing;
}

/* mkl_py39hb9fcb14_0, eigen_py39h...: tensorflow-base of the defaults channel, without a GPU. */
static cuda_hint build_blas_first(str s)
{
	if ((!eat(&s, S("mkl")) && !eat(&s, S("eigen"))) || !eat(&s, S("_py")))
		return nothing;
	if (eat_digits(&s, false).n == 0 || !eat(&s, S("h")))
		return nothing;
	for (int i = 0; i < 7; i++) {
		if (s.n == 0 || !is_hex(s.p[0]))
			return nothing;
		s = str_from(s, 1);
	}
	return eat(&s, S("_")) && eat_digits(&s, false).n > 0 && s.n == 0 ? cpu : nothing;
}

cuda_hint cuda_build(str build)
{
	static cuda_hint (*const forms[])(str) = { build_cuda_first, build_python_first,
		                                   build_gpu_first, build_blas_first };
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		cuda_hint h = forms[i](build);
		if (h.variant != VARIANT_NONE)
			return h;
	}
	if (str_ends(build, S("_cuda")))
		return some_cuda;
	if (str_eq(build, S("cpu")) || str_starts(build, S("cpu_")) || str_ends(build, S("_cpu")))
		return cpu;
	return nothing;
}

/* A glob says what its literal pieces say: the first of cuda, gpu, cpu in it, and what follows. */
cuda_hint cuda_build_glob(str build)
{
	if (str_find_byte(build, '*') < 0)
		return cuda_build(build);
	ptrdiff_t at = str_find(build, S("cuda"));
	if (at >= 0) {
		str rest = str_from(build, at + 4), digits = rest;
		cuda_hint h = version_behind(&rest);
		/* cuda1* is any of them */
		bool open = eat_digits(&digits, true).n == 1;
		return open || !h.cuda ? some_cuda : h;
	}
	if (str_find(build, S("gpu")) >= 0)
		return some_cuda;
	return str_find(build, S("cpu")) >= 0 ? cpu : nothing;
}

/* ---- pip ---- */

/* The version that a wheel built on torch carries in front: "pt113cu117", "pt28.cu129",
 * "torch2.3cu121". */
static void skip_torch(str *s)
{
	str rest = *s;
	if (!eat(&rest, S("torch")) && !eat(&rest, S("pt")))
		return;
	bool numbered = eat_digits(&rest, true).n > 0;
	if (numbered && (str_starts(rest, S("cu")) || str_starts(rest, S("cpu"))))
		*s = rest;
}

/* Behind the digits flash-attn's wheels go on with "torch2.3cxx11abi...". */
cuda_hint cuda_local(str local)
{
	skip_torch(&local);
	if (eat(&local, S("cuda")) || eat(&local, S("cu"))) { /* jaxlib's: cuda11.cudnn82 */
		str digits = eat_digits(&local, false);
		bool ends = at_end_or(local, ".-_") || str_starts(local, S("torch"));
		return ends ? cuda_digits(digits) : nothing;
	}
	if (str_starts(local, S("rocm")) || str_starts(local, S("xpu")))
		return other_gpu;
	return eat(&local, S("cpu")) && at_end_or(local, ".-_") ? cpu : nothing;
}

cuda_hint cuda_pip_name(str name)
{
	if (eat(&name, S("cupy-cuda"))) {
		str digits = eat_digits(&name, false);
		bool any_minor = eat(&name, S("x"));
		cuda_hint h = cuda_digits(digits);
		return name.n == 0 && (!any_minor || h.major_only) ? h : nothing;
	}
	ptrdiff_t dash = str_rfind_byte(name, '-');
	str tail = str_from(name, dash + 1);
	if (dash < 0 || !eat(&tail, S("cu")))
		return nothing;
	cuda_hint h = cuda_digits(tail);
	return h.major_only && h.cuda >= 11000 ? h : nothing;
}

cuda_hint cuda_extra(str project, str extra)
{
	if (str_eq(project, S("tensorflow")))
		return str_eq(extra, S("and-cuda")) ? some_cuda : nothing;
	if (!str_eq(project, S("jax")) || !eat(&extra, S("cuda")))
		return nothing;
	cuda_hint h = version_behind(&extra);
	bool known = extra.n == 0 || str_eq(extra, S("-pip")) || str_eq(extra, S("-local")) ||
	             str_starts(extra, S("-cudnn"));
	return known ? h : nothing;
}

/* ---- packages ---- */

static bool is_one_of(str name, const str *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(names[i], name))
			return true;
	return false;
}

#define IS_ONE_OF(name, names) is_one_of((name), (names), sizeof(names) / sizeof(names)[0])

cuda_package cuda_conda_package(str name)
{
	static const str selectors[] = { S_INIT("cuda-version"), S_INIT("cudatoolkit"),
		                         S_INIT("pytorch-cuda") };
	static const str toolkits[] = {
		S_INIT("cuda"),
		S_INIT("cuda-toolkit"),
		S_INIT("cuda-runtime"),
		S_INIT("cuda-libraries"),
		S_INIT("cuda-libraries-dev"),
		S_INIT("cuda-cudart"),
		S_INIT("cuda-cudart-dev"),
		S_INIT("cuda-nvcc"),
		S_INIT("cuda-nvrtc"),
		S_INIT("cuda-compiler"),
		S_INIT("cudatoolkit-dev"),
	};
	static const str gpus[] = { S_INIT("cudnn"),         S_INIT("nccl"),
		                    S_INIT("cutensor"),      S_INIT("cupy"),
		                    S_INIT("pytorch-gpu"),   S_INIT("tensorflow-gpu"),
		                    S_INIT("py-xgboost-gpu") };
	/* Asked of every entry: nearly all names part from these at their second letter. */
	bool may = name.n > 3 && ((name.p[0] == 'c' && name.p[1] == 'u') || (name.p[0] == 'n' && name.p[1] == 'c') ||
	                          (name.p[0] == 'p' && name.p[1] == 'y') || (name.p[0] == 't' && name.p[1] == 'e'));
	if (!may)
		return PACKAGE_OTHER;
	if (IS_ONE_OF(name, selectors))
		return PACKAGE_SELECTOR;
	if (IS_ONE_OF(name, toolkits))
		return PACKAGE_TOOLKIT;
	return IS_ONE_OF(name, gpus) ? PACKAGE_GPU : PACKAGE_OTHER;
}

bool cuda_is_runtime(str name)
{
	static const str runtimes[] = { S_INIT("pytorch-cuda"), S_INIT("cuda-cudart"),
		                        S_INIT("cuda-runtime"), S_INIT("cuda-libraries"),
		                        S_INIT("cuda-toolkit"), S_INIT("cuda") };
	return IS_ONE_OF(name, runtimes);
}

cuda_hint cuda_conda_name(str name)
{
	ptrdiff_t at = str_find(name, S("-cuda"));
	if (at <= 0)
		return nothing;
	str version = str_from(name, at + 5), rest = version;
	if (eat_digits(&rest, true).n == 0 || rest.n > 0)
		return nothing;
	return str_find_byte(version, '.') < 0 ? cuda_digits(version) : dotted(version);
}

/* nvidia-cuda-runtime is the name from CUDA 13 on; before, the major stands behind it. */
cuda_package cuda_pip_package(str name)
{
	static const str toolkits[] = { S_INIT("nvidia-cuda-runtime"), S_INIT("nvidia-cuda-nvrtc"),
		                        S_INIT("nvidia-cuda-nvcc"), S_INIT("cuda-toolkit") };
	static const str gpus[] = { S_INIT("tensorflow-gpu"), S_INIT("onnxruntime-gpu") };
	for (size_t i = 0; i < sizeof toolkits / sizeof toolkits[0]; i++) {
		str rest = name;
		bool same = eat(&rest, toolkits[i]);
		if (same && (rest.n == 0 || cuda_pip_name(name).cuda))
			return PACKAGE_TOOLKIT;
	}
	return IS_ONE_OF(name, gpus) || cuda_pip_name(name).cuda ? PACKAGE_GPU : PACKAGE_OTHER;
}
