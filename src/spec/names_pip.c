/* names_pip: from conda's names to pip's, the other way round than names.c, for the one who writes a requirements file.
 *
 * The way back is no table turned round. Several pip projects can be one conda package (opencv), a project that names.c
 * knows may be a dead one (sklearn), and of a name without a row nobody can say whether PyPI has it, and whether it is
 * the same library there. So only what stands here is known: RENAMED where the names differ, SAME where they do not.
 * SAME holds what environment files of Python projects name most; a policy adds its own pairs (names:).
 *
 * To add one: look at the feedstock's recipe, whose source is the PyPI project of that name; t_names_pip.c asks that
 * names_same() agrees, and that the rows are in order. */
#include "spec/names.h"

typedef struct pair {
	str conda, pip;
} pair;

static const pair RENAMED[] = {
	{ S_INIT("brotli-python"),           S_INIT("brotli") },
	{ S_INIT("dask-core"),               S_INIT("dask") },
	{ S_INIT("docker-py"),               S_INIT("docker") },
	{ S_INIT("gurobi"),                  S_INIT("gurobipy") },
	{ S_INIT("huggingface_hub"),         S_INIT("huggingface-hub") },
	{ S_INIT("jupyter_client"),          S_INIT("jupyter-client") },
	{ S_INIT("jupyter_core"),            S_INIT("jupyter-core") },
	{ S_INIT("matplotlib-base"),         S_INIT("matplotlib") },
	{ S_INIT("ml_dtypes"),               S_INIT("ml-dtypes") },
	{ S_INIT("msgpack-python"),          S_INIT("msgpack") },
	{ S_INIT("neo4j-python-driver"),     S_INIT("neo4j") },
	{ S_INIT("opt_einsum"),              S_INIT("opt-einsum") },
	{ S_INIT("ortools-python"),          S_INIT("ortools") },
	{ S_INIT("py-xgboost"),              S_INIT("xgboost") },
	{ S_INIT("pyg"),                     S_INIT("torch-geometric") },
	{ S_INIT("pysoundfile"),             S_INIT("soundfile") },
	{ S_INIT("pysox"),                   S_INIT("sox") },
	{ S_INIT("pytables"),                S_INIT("tables") },
	{ S_INIT("python-annoy"),            S_INIT("annoy") },
	{ S_INIT("python-avro"),             S_INIT("avro") },
	{ S_INIT("python-blosc"),            S_INIT("blosc") },
	{ S_INIT("python-build"),            S_INIT("build") },
	{ S_INIT("python-confluent-kafka"),  S_INIT("confluent-kafka") },
	{ S_INIT("python-duckdb"),           S_INIT("duckdb") },
	{ S_INIT("python-eccodes"),          S_INIT("eccodes") },
	{ S_INIT("python-fastjsonschema"),   S_INIT("fastjsonschema") },
	{ S_INIT("python-flatbuffers"),      S_INIT("flatbuffers") },
	{ S_INIT("python-graphviz"),         S_INIT("graphviz") },
	{ S_INIT("python-igraph"),           S_INIT("igraph") },
	{ S_INIT("python-kaleido"),          S_INIT("kaleido") },
	{ S_INIT("python-kubernetes"),       S_INIT("kubernetes") },
	{ S_INIT("python-libarchive-c"),     S_INIT("libarchive-c") },
	{ S_INIT("python-lmdb"),             S_INIT("lmdb") },
	{ S_INIT("python-sounddevice"),      S_INIT("sounddevice") },
	{ S_INIT("python-tzdata"),           S_INIT("tzdata") },
	{ S_INIT("python-xmlsec"),           S_INIT("xmlsec") },
	{ S_INIT("python-xxhash"),           S_INIT("xxhash") },
	{ S_INIT("pytorch"),                 S_INIT("torch") },
	{ S_INIT("pytorch-cpu"),             S_INIT("torch") },
	{ S_INIT("pytorch-gpu"),             S_INIT("torch") },
	{ S_INIT("pytorch_cluster"),         S_INIT("torch-cluster") },
	{ S_INIT("pytorch_geometric"),       S_INIT("torch-geometric") },
	{ S_INIT("pytorch_scatter"),         S_INIT("torch-scatter") },
	{ S_INIT("pytorch_sparse"),          S_INIT("torch-sparse") },
	{ S_INIT("pytorch_spline_conv"),     S_INIT("torch-spline-conv") },
	{ S_INIT("ray-core"),                S_INIT("ray") },
	{ S_INIT("redis-py"),                S_INIT("redis") },
	{ S_INIT("ruamel.yaml"),             S_INIT("ruamel-yaml") },
	{ S_INIT("tensorflow-gpu"),          S_INIT("tensorflow") },
	{ S_INIT("typing_extensions"),       S_INIT("typing-extensions") },
	{ S_INIT("typing_inspect"),          S_INIT("typing-inspect") },
	{ S_INIT("zope.interface"),          S_INIT("zope-interface") },
};

/* dask is not here: conda's brings along what pip's leaves out. */
static const str SAME[] = {
	S_INIT("accelerate"),           S_INIT("adlfs"),                S_INIT("aiohttp"),              S_INIT("anndata"),
	S_INIT("ase"),                  S_INIT("astropy"),              S_INIT("attrs"),                S_INIT("awscli"),
	S_INIT("beautifulsoup4"),       S_INIT("biopython"),            S_INIT("bitsandbytes"),         S_INIT("black"),
	S_INIT("bokeh"),                S_INIT("boto3"),                S_INIT("botocore"),             S_INIT("bottleneck"),
	S_INIT("cachey"),               S_INIT("cartopy"),              S_INIT("catboost"),             S_INIT("certifi"),
	S_INIT("cfgrib"),               S_INIT("cftime"),               S_INIT("charset-normalizer"),   S_INIT("chex"),
	S_INIT("click"),                S_INIT("cloudpickle"),          S_INIT("coverage"),             S_INIT("cvxopt"),
	S_INIT("cython"),               S_INIT("cytoolz"),              S_INIT("dask-ml"),              S_INIT("datasets"),
	S_INIT("datashader"),           S_INIT("decorator"),            S_INIT("deepspeed"),            S_INIT("diffusers"),
	S_INIT("dill"),                 S_INIT("distributed"),          S_INIT("einops"),               S_INIT("fair-esm"),
	S_INIT("faiss-cpu"),            S_INIT("faiss-gpu"),            S_INIT("fastapi"),              S_INIT("fastparquet"),
	S_INIT("filelock"),             S_INIT("fiona"),                S_INIT("flake8"),               S_INIT("flask"),
	S_INIT("flax"),                 S_INIT("fsspec"),               S_INIT("gcsfs"),                S_INIT("gensim"),
	S_INIT("geopandas"),            S_INIT("gitpython"),            S_INIT("gradio"),               S_INIT("grpcio"),
	S_INIT("gunicorn"),             S_INIT("gymnasium"),            S_INIT("h5netcdf"),             S_INIT("h5py"),
	S_INIT("hatchling"),            S_INIT("holoviews"),            S_INIT("httpretty"),            S_INIT("hvplot"),
	S_INIT("hydra-core"),           S_INIT("hypothesis"),           S_INIT("idna"),                 S_INIT("imageio"),
	S_INIT("iniconfig"),            S_INIT("intake"),               S_INIT("intake-esm"),           S_INIT("intake-xarray"),
	S_INIT("ipykernel"),            S_INIT("ipyleaflet"),           S_INIT("ipython"),              S_INIT("ipywidgets"),
	S_INIT("isort"),                S_INIT("jax"),                  S_INIT("jaxlib"),               S_INIT("jinja2"),
	S_INIT("joblib"),               S_INIT("jsonpatch"),            S_INIT("jsonschema"),           S_INIT("jupyterlab"),
	S_INIT("keras"),                S_INIT("kornia"),               S_INIT("lightgbm"),             S_INIT("lightning"),
	S_INIT("locket"),               S_INIT("loguru"),               S_INIT("lxml"),                 S_INIT("lz4"),
	S_INIT("markupsafe"),           S_INIT("matplotlib"),           S_INIT("mdanalysis"),           S_INIT("metpy"),
	S_INIT("mlflow"),               S_INIT("mmh3"),                 S_INIT("moto"),                 S_INIT("mypy"),
	S_INIT("myst-parser"),          S_INIT("nbsphinx"),             S_INIT("nbstripout"),           S_INIT("netcdf4"),
	S_INIT("networkx"),             S_INIT("nltk"),                 S_INIT("notebook"),             S_INIT("numba"),
	S_INIT("numcodecs"),            S_INIT("numexpr"),              S_INIT("numpy"),                S_INIT("numpydoc"),
	S_INIT("omegaconf"),            S_INIT("onnx"),                 S_INIT("openpyxl"),             S_INIT("optax"),
	S_INIT("optuna"),               S_INIT("packaging"),            S_INIT("pandas"),               S_INIT("panel"),
	S_INIT("paramiko"),             S_INIT("partd"),                S_INIT("peft"),                 S_INIT("pexpect"),
	S_INIT("pillow"),               S_INIT("platformdirs"),         S_INIT("plotly"),               S_INIT("pluggy"),
	S_INIT("poetry"),               S_INIT("polars"),               S_INIT("pre-commit"),           S_INIT("protobuf"),
	S_INIT("psutil"),               S_INIT("psycopg2"),             S_INIT("pyarrow"),              S_INIT("pybind11"),
	S_INIT("pydantic"),             S_INIT("pymongo"),              S_INIT("pyparsing"),            S_INIT("pyproj"),
	S_INIT("pystac"),               S_INIT("pytest"),               S_INIT("pytest-cov"),           S_INIT("pytest-mock"),
	S_INIT("pytest-rerunfailures"), S_INIT("pytest-timeout"),       S_INIT("pytest-xdist"),         S_INIT("python-dateutil"),
	S_INIT("pytorch-lightning"),    S_INIT("pytz"),                 S_INIT("pyyaml"),               S_INIT("rasterio"),
	S_INIT("rdkit"),                S_INIT("regex"),                S_INIT("requests"),             S_INIT("rich"),
	S_INIT("rioxarray"),            S_INIT("ruff"),                 S_INIT("s3fs"),                 S_INIT("safetensors"),
	S_INIT("scikit-image"),         S_INIT("scikit-learn"),         S_INIT("scipy"),                S_INIT("seaborn"),
	S_INIT("sentencepiece"),        S_INIT("shap"),                 S_INIT("shapely"),              S_INIT("six"),
	S_INIT("spacy"),                S_INIT("sparse"),               S_INIT("sphinx"),               S_INIT("sphinx-autobuild"),
	S_INIT("sphinx-copybutton"),    S_INIT("sqlalchemy"),           S_INIT("statsmodels"),          S_INIT("streamlit"),
	S_INIT("sympy"),                S_INIT("tabulate"),             S_INIT("tenacity"),             S_INIT("tensorboard"),
	S_INIT("tensorflow"),           S_INIT("termcolor"),            S_INIT("timm"),                 S_INIT("tokenizers"),
	S_INIT("tomli"),                S_INIT("tomlkit"),              S_INIT("toolz"),                S_INIT("torchaudio"),
	S_INIT("torchmetrics"),         S_INIT("torchvision"),          S_INIT("tornado"),              S_INIT("tqdm"),
	S_INIT("transformers"),         S_INIT("trimesh"),              S_INIT("twine"),                S_INIT("typer"),
	S_INIT("urllib3"),              S_INIT("uvicorn"),              S_INIT("virtualenv"),           S_INIT("wandb"),
	S_INIT("werkzeug"),             S_INIT("xarray"),               S_INIT("xarray-spatial"),       S_INIT("xgboost"),
	S_INIT("zarr"),                 S_INIT("zict"),
};

#define COUNT(array) ((ptrdiff_t)(sizeof(array) / sizeof(array)[0]))

str names_pip_of_conda(str conda_name)
{
	for (ptrdiff_t i = 0; i < COUNT(RENAMED); i++)
		if (str_eq(RENAMED[i].conda, conda_name))
			return RENAMED[i].pip;
	for (ptrdiff_t i = 0; i < COUNT(SAME); i++)
		if (str_eq(SAME[i], conda_name))
			return SAME[i];
	return (str){ 0 };
}

str names_conda_row(ptrdiff_t i)
{
	if (i < 0 || i >= COUNT(RENAMED) + COUNT(SAME))
		return (str){ 0 };
	return i < COUNT(RENAMED) ? RENAMED[i].conda : SAME[i - COUNT(RENAMED)];
}
