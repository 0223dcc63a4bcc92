/* names: see names.h. PAIRS holds only what is surely one library: a wrong row would call two
 * libraries twins, a missing one only loses a hint. To add one: the pip name as PEP 503 has it, the
 * conda-forge name beside it, and keep the order (t_names checks it). Names that differ only in
 * '-', '_', '.' or case need no row, because names_same treats these alike; the rows of that kind
 * are there for hints, which print the conda name. */
#include "spec/names.h"

typedef struct pair {
	str name, conda;
} pair;

/* pip's name -> conda-forge's. The wheels of one CUDA (-cu12) are looked up without that ending. */
static const pair PAIRS[] = {
	{ S_INIT("annoy"),                          S_INIT("python-annoy") },
	{ S_INIT("avro"),                           S_INIT("python-avro") },
	{ S_INIT("blosc"),                          S_INIT("python-blosc") },
	{ S_INIT("brotli"),                         S_INIT("brotli-python") },
	{ S_INIT("build"),                          S_INIT("python-build") },
	{ S_INIT("clang"),                          S_INIT("python-clang") },
	{ S_INIT("confluent-kafka"),                S_INIT("python-confluent-kafka") },
	{ S_INIT("docker"),                         S_INIT("docker-py") },
	{ S_INIT("duckdb"),                         S_INIT("python-duckdb") },
	{ S_INIT("eccodes"),                        S_INIT("python-eccodes") },
	{ S_INIT("faiss-cpu"),                      S_INIT("faiss") },
	{ S_INIT("faiss-gpu"),                      S_INIT("faiss") },
	{ S_INIT("fastjsonschema"),                 S_INIT("python-fastjsonschema") },
	{ S_INIT("flatbuffers"),                    S_INIT("python-flatbuffers") },
	{ S_INIT("graphviz"),                       S_INIT("python-graphviz") },
	{ S_INIT("gurobipy"),                       S_INIT("gurobi") },
	{ S_INIT("hdfs"),                           S_INIT("python-hdfs") },
	{ S_INIT("htcondor"),                       S_INIT("python-htcondor") },
	{ S_INIT("huggingface-hub"),                S_INIT("huggingface_hub") },
	{ S_INIT("igraph"),                         S_INIT("python-igraph") },
	{ S_INIT("isal"),                           S_INIT("python-isal") },
	{ S_INIT("jupyter-client"),                 S_INIT("jupyter_client") },
	{ S_INIT("jupyter-core"),                   S_INIT("jupyter_core") },
	{ S_INIT("kaleido"),                        S_INIT("python-kaleido") },
	{ S_INIT("kubernetes"),                     S_INIT("python-kubernetes") },
	{ S_INIT("libarchive-c"),                   S_INIT("python-libarchive-c") },
	{ S_INIT("lmdb"),                           S_INIT("python-lmdb") },
	{ S_INIT("ml-dtypes"),                      S_INIT("ml_dtypes") },
	{ S_INIT("msgpack"),                        S_INIT("msgpack-python") },
	{ S_INIT("neo4j"),                          S_INIT("neo4j-python-driver") },
	{ S_INIT("nvidia-cuda-runtime"),            S_INIT("cuda-cudart") },
	{ S_INIT("nvidia-cudnn"),                   S_INIT("cudnn") },
	{ S_INIT("nvidia-nccl"),                    S_INIT("nccl") },
	{ S_INIT("onnxruntime-gpu"),                S_INIT("onnxruntime") },
	{ S_INIT("opencv-contrib-python"),          S_INIT("opencv") },
	{ S_INIT("opencv-contrib-python-headless"), S_INIT("opencv") },
	{ S_INIT("opencv-python"),                  S_INIT("opencv") },
	{ S_INIT("opencv-python-headless"),         S_INIT("opencv") },
	{ S_INIT("opt-einsum"),                     S_INIT("opt_einsum") },
	{ S_INIT("ortools"),                        S_INIT("ortools-python") },
	{ S_INIT("psycopg2-binary"),                S_INIT("psycopg2") },
	{ S_INIT("pyqt5"),                          S_INIT("pyqt") },
	{ S_INIT("rdkit-pypi"),                     S_INIT("rdkit") },
	{ S_INIT("redis"),                          S_INIT("redis-py") },
	{ S_INIT("ruamel-yaml"),                    S_INIT("ruamel.yaml") },
	{ S_INIT("ruamel-yaml-clib"),               S_INIT("ruamel.yaml.clib") },
	{ S_INIT("sklearn"),                        S_INIT("scikit-learn") },
	{ S_INIT("sounddevice"),                    S_INIT("python-sounddevice") },
	{ S_INIT("soundfile"),                      S_INIT("pysoundfile") },
	{ S_INIT("sox"),                            S_INIT("pysox") },
	{ S_INIT("tables"),                         S_INIT("pytables") },
	{ S_INIT("tensorflow-intel"),               S_INIT("tensorflow") },
	{ S_INIT("tensorflow-macos"),               S_INIT("tensorflow") },
	{ S_INIT("torch"),                          S_INIT("pytorch") },
	{ S_INIT("torch-cluster"),                  S_INIT("pytorch_cluster") },
	{ S_INIT("torch-geometric"),                S_INIT("pytorch_geometric") },
	{ S_INIT("torch-scatter"),                  S_INIT("pytorch_scatter") },
	{ S_INIT("torch-sparse"),                   S_INIT("pytorch_sparse") },
	{ S_INIT("torch-spline-conv"),              S_INIT("pytorch_spline_conv") },
	{ S_INIT("typing-extensions"),              S_INIT("typing_extensions") },
	{ S_INIT("typing-inspect"),                 S_INIT("typing_inspect") },
	{ S_INIT("tzdata"),                         S_INIT("python-tzdata") },
	{ S_INIT("wget"),                           S_INIT("python-wget") },
	{ S_INIT("xmlsec"),                         S_INIT("python-xmlsec") },
	{ S_INIT("xxhash"),                         S_INIT("python-xxhash") },
	{ S_INIT("zlib-ng"),                        S_INIT("python-zlib-ng") },
	{ S_INIT("zope-interface"),                 S_INIT("zope.interface") },
};

/* conda-forge's name for a variant or a part that holds the import -> the library's. */
static const pair VARIANTS[] = {
	{ S_INIT("cupy-core"),       S_INIT("cupy") },
	{ S_INIT("dask-core"),       S_INIT("dask") },
	{ S_INIT("faiss-cpu"),       S_INIT("faiss") },
	{ S_INIT("faiss-gpu"),       S_INIT("faiss") },
	{ S_INIT("matplotlib-base"), S_INIT("matplotlib") },
	{ S_INIT("py-opencv"),       S_INIT("opencv") },
	{ S_INIT("py-xgboost"),      S_INIT("xgboost") },
	{ S_INIT("pyg"),             S_INIT("pytorch_geometric") },
	{ S_INIT("pytorch-cpu"),     S_INIT("pytorch") },
	{ S_INIT("pytorch-gpu"),     S_INIT("pytorch") },
	{ S_INIT("ray-core"),        S_INIT("ray") },
	{ S_INIT("ray-default"),     S_INIT("ray") },
	{ S_INIT("tensorflow-base"), S_INIT("tensorflow") },
	{ S_INIT("tensorflow-cpu"),  S_INIT("tensorflow") },
	{ S_INIT("tensorflow-gpu"),  S_INIT("tensorflow") },
};

/* pip's projects of the name of another thing in conda: a binding or a wrapper beside the program. */
static const str NAMESAKES[] = {
	S_INIT("ffmpeg"),   S_INIT("gh"),         S_INIT("git"),    S_INIT("go"),     S_INIT("jq"),
	S_INIT("make"),     S_INIT("mysql"),      S_INIT("pandoc"), S_INIT("parallel"),
	S_INIT("postgresql"), S_INIT("snappy"),   S_INIT("sqlite"), S_INIT("tree"),
	S_INIT("zip"),      S_INIT("zstd"),
};

/* Core packages (drift in them breaks a GPU project): the frameworks, torch's two companions and
 * the selectors of CUDA, by conda's names. */
static const str CORE[] = {
	S_INIT("cuda-version"), S_INIT("cudatoolkit"),  S_INIT("cudnn"),
	S_INIT("cupy"),         S_INIT("jax"),          S_INIT("jaxlib"),
	S_INIT("nccl"),         S_INIT("pytorch"),      S_INIT("pytorch-cuda"),
	S_INIT("tensorflow"),   S_INIT("torchaudio"),   S_INIT("torchvision"),
};

#define COUNT(array) ((ptrdiff_t)(sizeof(array) / sizeof(array)[0]))

static str find_pair(str name)
{
	ptrdiff_t low = 0, high = COUNT(PAIRS);
	while (low < high) {
		ptrdiff_t middle = low + (high - low) / 2;
		int c = str_cmp(PAIRS[middle].name, name);
		if (c == 0)
			return PAIRS[middle].conda;
		if (c < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (str){ 0 };
}

/* cudf-cu12 -> cudf, nvidia-cudnn-cu12 -> nvidia-cudnn. */
static str without_cuda(str name)
{
	ptrdiff_t n = name.n - 5;
	bool has = n > 0 && str_eq(str_sub(name, n, n + 3), S("-cu")) && is_digit(name.p[n + 3]) &&
	           is_digit(name.p[n + 4]);
	return has ? str_head(name, n) : name;
}

str names_conda_of_pip(str pip_name)
{
	if (str_starts(pip_name, S("cupy-cuda")) || str_starts(pip_name, S("cupy-rocm")))
		return S("cupy");
	str name = without_cuda(pip_name);
	str found = find_pair(name);
	return found.p ? found : name;
}

str names_pip_row(ptrdiff_t i)
{
	return i >= 0 && i < COUNT(PAIRS) ? PAIRS[i].name : (str){ 0 };
}

str names_library(str conda_name)
{
	if (str_starts(conda_name, S("dgl-cuda")))
		return S("dgl");
	for (ptrdiff_t i = 0; i < COUNT(VARIANTS); i++)
		if (str_eq(VARIANTS[i].name, conda_name))
			return VARIANTS[i].conda;
	return conda_name;
}

static str library(manager m, str name)
{
	return names_library(m == MANAGER_PIP ? names_conda_of_pip(name) : name);
}

static char plain(char c)
{
	return c == '_' || c == '.' ? '-' : to_lower(c);
}

bool names_spelled_alike(str x, str y)
{
	if (x.n != y.n)
		return false;
	for (ptrdiff_t i = 0; i < x.n; i++)
		if (plain(x.p[i]) != plain(y.p[i]))
			return false;
	return true;
}

str names_spelling(arena *a, str name)
{
	char *out = NEW_N(a, char, name.n + 1);
	for (ptrdiff_t i = 0; i < name.n; i++)
		out[i] = plain(name.p[i]);
	return (str){ out, name.n };
}

bool names_same(manager mx, str x, manager my, str y)
{
	if (mx == my)
		return str_eq(x, y);
	if (names_is_namesake(mx == MANAGER_PIP ? x : y))
		return false;
	return names_spelled_alike(library(mx, x), library(my, y));
}

bool names_is_namesake(str pip_name)
{
	for (ptrdiff_t i = 0; i < COUNT(NAMESAKES); i++)
		if (str_eq(NAMESAKES[i], pip_name))
			return true;
	return false;
}

bool names_is_tool(str name)
{
	return str_eq(name, S("pip")) || str_eq(name, S("setuptools")) || str_eq(name, S("wheel"));
}

bool names_is_python(str name)
{
	return str_eq(name, S("python"));
}

bool names_is_core(manager m, str name)
{
	str base = library(m, name);
	for (ptrdiff_t i = 0; i < COUNT(CORE); i++)
		if (str_eq(CORE[i], base))
			return true;
	/* CUDA 13's runtime wheel has lost the -cu13; conda's cuda-cudart comes with a toolkit. */
	return m == MANAGER_PIP && str_eq(base, S("cuda-cudart"));
}
