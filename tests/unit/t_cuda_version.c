/* t_cuda_version: toolkit, driver, PTX and architecture tables, and the rules over them. */
#include "spec/cuda_version.h"

#include "rows.h"

typedef struct { const char *name, *text; int want; } parse_row;

static const parse_row parses[] = {
	{ "major and minor",            "12.9",      12090 },
	{ "a patch is left out",        "12.9.1",    12090 },
	{ "a major alone",              "12",        12000 },
	{ "a minor of two digits",      "12.10",     12100 },
	{ "an old one",                 "9.2",       9020 },
	{ "the highest",                "99.99",     99990 },
	{ "nothing",                    "",          0 },
	{ "no number",                  "cuda",      0 },
	{ "a star",                     "12.*",      0 },
	{ "four parts",                 "12.9.1.2",  0 },
	{ "a dot at the end",           "12.",       0 },
	{ "a dot at the start",         ".12",       0 },
	{ "a sign",                     "-12.1",     0 },
	{ "a space",                    "12 .1",     0 },
	{ "too large a major",          "100.0",     0 },
	{ "a number that overflows",    "4294967308.0", 0 },
	{ "major zero",                 "0.9",       0 },
	{ "too large a minor",          "12.100",    0 },
};

static void test_parse(void **state)
{
	const parse_row *r = *state;
	assert_int_equal(cuda_parse(str_of(r->text)), r->want);
}

typedef struct { const char *name; int cuda, ptx; const char *minimum, *own, *text; } release_row;

static const release_row release_rows[] = {
	{ "9.0",                        9000,  60, "384.81",    "384.81",    "9.0" },
	{ "10.2",                       10020, 65, "440.33",    "440.33.01", "10.2" },
	{ "11.0 before the families",   11000, 70, "450.36.06", "450.51.05", "11.0" },
	{ "11.8 of the 11 family",      11080, 78, "450.80.02", "520.61.05", "11.8" },
	{ "12.0 opens its family",      12000, 80, "525.60.13", "525.60.13", "12.0" },
	{ "12.6 has the ISA of 12.5",   12060, 85, "525.60.13", "560.28.03", "12.6" },
	{ "12.9",                       12090, 88, "525.60.13", "575.51.03", "12.9" },
	{ "13.0",                       13000, 90, "580.65.06", "580.65.06", "13.0" },
	{ "13.3",                       13030, 93, "580.65.06", "610.43.02", "13.3" },
	{ "a later 13 is of the family", 13090, 0, "580.65.06", NULL,        "13.9" },
	{ "a later major is unknown",   14000, 0,  NULL,        NULL,        "14.0" },
	{ "99.0",                       99000, 0,  NULL,        NULL,        "99.0" },
	{ "none",                       0,     0,  NULL,        NULL,        "?" },
	{ "12.10",                      12100, 0,  NULL,        NULL,        "12.10" },
};

static void test_release(void **state)
{
	const release_row *r = *state;
	assert_int_equal(cuda_ptx_isa(r->cuda), r->ptx);
	assert_str(cuda_min_driver(r->cuda), r->minimum);
	assert_str(cuda_own_driver(r->cuda), r->own);
	assert_string_equal(cuda_name(r->cuda).at, r->text);
}

typedef struct { const char *name, *driver; int want; } driver_row;

static const driver_row drivers[] = {
	{ "R384",                       "384.81",    9000 },
	{ "R450",                       "450.51.05", 11000 },
	{ "R470",                       "470.256.02", 11040 },
	{ "R525",                       "525.60.13", 12000 },
	{ "R535",                       "535.183.01", 12020 },
	{ "R565 had no toolkit",        "565.57.01", 12070 },
	{ "R575",                       "575.51.03", 12090 },
	{ "R580",                       "580.95.05", 13000 },
	{ "R590",                       "590.44.01", 13010 },
	{ "R615",                       "615.71.09", 13040 },
	{ "a branch between two",       "585.10",    13000 },
	{ "beyond the table",           "700.10.01", 13050 },
	{ "a branch alone",             "580",       13000 },
	{ "below the table",            "340.108",   0 },
	{ "no version",                 "N/A",       0 },
	{ "nothing",                    "",          0 },
	{ "letters behind the branch",  "580x.1",    0 },
};

static void test_driver(void **state)
{
	const driver_row *r = *state;
	assert_int_equal(cuda_of_driver(str_of(r->driver)), r->want);
}

typedef struct { const char *name; int driver, declared; cuda_fit want; } fit_row;

static const fit_row fits[] = {
	{ "equal",                          13000, 13000, CUDA_FITS },
	{ "a newer driver runs older code", 13000, 11080, CUDA_FITS },
	{ "minor version compatibility",    12020, 12090, CUDA_FITS_MINOR },
	{ "the same in family 11",          11000, 11080, CUDA_FITS_MINOR },
	{ "none before 11",                 10010, 10020, CUDA_TOO_OLD },
	{ "another major",                  12090, 13000, CUDA_TOO_OLD },
	{ "an impossible one",              13000, 99000, CUDA_TOO_OLD },
	{ "nothing declared",               13000, 0,     CUDA_UNKNOWN_FIT },
	{ "no driver known",                0,     12000, CUDA_UNKNOWN_FIT },
};

static void test_fit(void **state)
{
	const fit_row *r = *state;
	assert_int_equal(cuda_fits(r->driver, r->declared), r->want);
}

typedef struct { const char *name; int cuda, sm; cuda_arch_fit want; } arch_row;

static const arch_row arch_rows[] = {
	{ "Hopper with 12.9",               12090, 90,  CUDA_ARCH_IN },
	{ "Hopper with 11.8",               11080, 90,  CUDA_ARCH_IN },
	{ "Hopper before 11.8",             11070, 90,  CUDA_ARCH_NEW },
	{ "Blackwell with 12.6",            12060, 120, CUDA_ARCH_NEW },
	{ "Blackwell with 12.8",            12080, 100, CUDA_ARCH_IN },
	{ "Volta with 12.9",                12090, 70,  CUDA_ARCH_IN },
	{ "Volta with 13.0",                13000, 70,  CUDA_ARCH_OLD },
	{ "Kepler K80 with 11.8",           11080, 37,  CUDA_ARCH_IN },
	{ "Kepler K80 with 12.0",           12000, 37,  CUDA_ARCH_OLD },
	{ "Kepler 30 with 11.0",            11000, 30,  CUDA_ARCH_OLD },
	{ "Thor's first name with 13.0",    13000, 101, CUDA_ARCH_OLD },
	{ "Thor's second name with 13.0",   13000, 110, CUDA_ARCH_IN },
	{ "Volta, far beyond the table",    99000, 70,  CUDA_ARCH_OLD },
	{ "Hopper, far beyond the table",   99000, 90,  CUDA_ARCH_UNKNOWN },
	{ "an unknown architecture",        12090, 130, CUDA_ARCH_UNKNOWN },
	{ "nothing declared",               0,     90,  CUDA_ARCH_UNKNOWN },
};

static void test_arch(void **state)
{
	const arch_row *r = *state;
	assert_int_equal(cuda_arch(r->cuda, r->sm), r->want);
	int first = -1, last = -1;
	bool known = cuda_of_arch(r->sm, &first, &last);
	assert_int_equal(known, r->sm != 130);
	if (known)
		assert_true(first > 0 && (last == 0 || last >= first));
}

int main(void)
{
	return RUN_ROWS(test_parse, parses) + RUN_ROWS(test_release, release_rows) +
	       RUN_ROWS(test_driver, drivers) + RUN_ROWS(test_fit, fits) + RUN_ROWS(test_arch, arch_rows);
}
