/* cuda_version: see cuda_version.h.
 *
 * Sources. "Ships with": the toolkit's runfile names. Minimum: NVIDIA "CUDA Compatibility: Minor
 * Version Compatibility", tables 1 and 2, and the toolkit's release notes. PTX ISA: the release
 * table of the PTX manual; up to 9.0 checked with ptxas --list-version. Architectures: NVIDIA's
 * "CUDA Toolkit, Driver, and Architecture Matrix"; from 75 on checked with nvcc 13.0. Rows
 * marked (by sequence) are continued from the rows above, not read in a table. */
#include "spec/cuda_version.h"

#include <stdio.h>

typedef struct release {
	int cuda, ptx;
	int branch;         /* the driver branch that reports this version */
	const char *minimum;
	const char *own;    /* the first it shipped with; a branch where only that is known */
} release;

static const release releases[] = {
	{ 9000,  60, 384, "384.81",    "384.81" },
	{ 9010,  61, 387, "387.26",    "387.26" },
	{ 9020,  62, 396, "396.26",    "396.26" },
	{ 10000, 63, 410, "410.48",    "410.48" },
	{ 10010, 64, 418, "418.39",    "418.39" },
	{ 10020, 65, 440, "440.33",    "440.33.01" },
	{ 11000, 70, 450, "450.36.06", "450.51.05" },
	{ 11010, 71, 455, "450.80.02", "455.23.05" },
	{ 11020, 72, 460, "450.80.02", "460.27.04" },
	{ 11030, 73, 465, "450.80.02", "465.19.01" },
	{ 11040, 74, 470, "450.80.02", "470.42.01" },
	{ 11050, 75, 495, "450.80.02", "495.29.05" },
	{ 11060, 76, 510, "450.80.02", "510.39.01" },
	{ 11070, 77, 515, "450.80.02", "515.43.04" },
	{ 11080, 78, 520, "450.80.02", "520.61.05" },
	{ 12000, 80, 525, "525.60.13", "525.60.13" },
	{ 12010, 81, 530, "525.60.13", "530.30.02" },
	{ 12020, 82, 535, "525.60.13", "535.54.03" },
	{ 12030, 83, 545, "525.60.13", "545.23.06" },
	{ 12040, 84, 550, "525.60.13", "550.54.14" },
	{ 12050, 85, 555, "525.60.13", "555.42.02" },
	{ 12060, 85, 560, "525.60.13", "560.28.03" },
	{ 12070, 86, 565, "525.60.13", "565" },         /* a driver, no toolkit (by sequence) */
	{ 12080, 87, 570, "525.60.13", "570.86.10" },
	{ 12090, 88, 575, "525.60.13", "575.51.03" },
	{ 13000, 90, 580, "580.65.06", "580.65.06" },
	{ 13010, 91, 590, "580.65.06", "590.44.01" },
	{ 13020, 92, 595, "580.65.06", "595.45.04" },   /* PTX by sequence */
	{ 13030, 93, 610, "580.65.06", "610.43.02" },
	{ 13040, 94, 615, "580.65.06", "615" },
	{ 13050, 95, 620, "580.65.06", "620" },         /* driver by sequence */
};
enum { RELEASES = (int)(sizeof releases / sizeof releases[0]) };

typedef struct arch {
	int sm, first, last; /* toolkits that compile for it; last 0: all since */
} arch;

static const arch archs[] = {
	{ 20,  3000,  8000 },  { 21,  3000,  8000 },                           /* Fermi */
	{ 30,  6000,  10020 }, { 32,  6000,  10020 },                          /* Kepler */
	{ 35,  6000,  11080 }, { 37,  6000,  11080 },
	{ 50,  6050,  12090 }, { 52,  6050,  12090 }, { 53,  6050,  12090 },   /* Maxwell */
	{ 60,  8000,  12090 }, { 61,  8000,  12090 }, { 62,  8000,  12090 },   /* Pascal */
	{ 70,  9000,  12090 }, { 72,  9000,  12090 },                          /* Volta */
	{ 75,  10000, 0 },                                                     /* Turing */
	{ 80,  11000, 0 },     { 86,  11010, 0 },                              /* Ampere */
	{ 87,  11040, 0 },     { 88,  13000, 0 },
	{ 89,  11080, 0 },                                                     /* Ada */
	{ 90,  11080, 0 },                                                     /* Hopper */
	{ 100, 12080, 0 },     { 120, 12080, 0 },                              /* Blackwell */
	{ 103, 12090, 0 },     { 121, 12090, 0 },
	{ 101, 12080, 12090 }, { 110, 13000, 0 },                              /* Thor */
	{ 107, 13040, 0 },                                                     /* Rubin */
};
enum { ARCHS = (int)(sizeof archs / sizeof archs[0]) };

/* Takes digits off *rest; -1 when there are none or more than five. */
static int take_number(str *rest)
{
	int value = 0;
	ptrdiff_t n = 0;
	while (n < rest->n && is_digit(rest->p[n]) && n < 6)
		value = value * 10 + (rest->p[n++] - '0');
	*rest = str_from(*rest, n);
	return n == 0 || n > 5 ? -1 : value;
}

int cuda_make(int major, int minor)
{
	if (major < 1 || major > 99 || minor < 0 || minor > 99)
		return 0;
	int cuda = 1000 * major + 10 * minor;
	return cuda <= CUDA_HIGHEST ? cuda : 0;
}

int cuda_parse(str text)
{
	int part[3] = { -1, 0, 0 };
	for (int i = 0; i < 3; i++) {
		part[i] = take_number(&text);
		if (part[i] < 0)
			return 0;
		if (text.n == 0)
			return cuda_make(part[0], part[1]);
		if (text.p[0] != '.')
			return 0;
		text = str_from(text, 1);
	}
	return 0;
}

static const release *release_of(int cuda)
{
	for (int i = 0; i < RELEASES; i++)
		if (releases[i].cuda == cuda)
			return &releases[i];
	return NULL;
}

int cuda_ptx_isa(int cuda)
{
	const release *r = release_of(cuda);
	return r ? r->ptx : 0;
}

int cuda_driver_major(str driver)
{
	str rest = driver;
	int major = take_number(&rest);
	bool is_version = major > 0 && (rest.n == 0 || rest.p[0] == '.');
	return is_version ? major : 0;
}

int cuda_of_driver(str driver)
{
	int major = cuda_driver_major(driver), found = 0;
	for (int i = 0; i < RELEASES; i++)
		if (releases[i].branch <= major)
			found = releases[i].cuda;
	return found;
}

str cuda_min_driver(int cuda)
{
	const release *r = release_of(cuda), *newest = &releases[RELEASES - 1];
	if (r)
		return str_of(r->minimum);
	/* The families of 11.1, 12 and 13 run on their first driver, also what came after the
	 * table. */
	if (cuda > newest->cuda && cuda / 1000 == newest->cuda / 1000)
		return str_of(newest->minimum);
	return (str){ 0 };
}

str cuda_own_driver(int cuda)
{
	const release *r = release_of(cuda);
	return r ? str_of(r->own) : (str){ 0 };
}

cuda_text cuda_name(int cuda)
{
	cuda_text t = { "?" };
	if (cuda > 0 && cuda <= CUDA_HIGHEST)
		snprintf(t.at, sizeof t.at, "%d.%d", cuda / 1000, cuda % 1000 / 10);
	return t;
}

cuda_fit cuda_fits(int driver_cuda, int declared)
{
	if (driver_cuda <= 0 || declared <= 0)
		return CUDA_UNKNOWN_FIT;
	if (driver_cuda >= declared)
		return CUDA_FITS;
	bool minor = declared >= 11000 && driver_cuda / 1000 == declared / 1000;
	return minor ? CUDA_FITS_MINOR : CUDA_TOO_OLD;
}

static const arch *arch_of(int sm)
{
	for (int i = 0; i < ARCHS; i++)
		if (archs[i].sm == sm)
			return &archs[i];
	return NULL;
}

cuda_arch_fit cuda_arch(int cuda, int sm)
{
	const arch *a = arch_of(sm);
	if (!a || cuda <= 0)
		return CUDA_ARCH_UNKNOWN;
	if (cuda < a->first)
		return CUDA_ARCH_NEW;
	if (a->last && cuda > a->last)
		return CUDA_ARCH_OLD;
	return cuda > releases[RELEASES - 1].cuda ? CUDA_ARCH_UNKNOWN : CUDA_ARCH_IN;
}

bool cuda_of_arch(int sm, int *first, int *last)
{
	const arch *a = arch_of(sm);
	if (!a)
		return false;
	*first = a->first;
	*last = a->last;
	return true;
}
