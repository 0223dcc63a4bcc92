/* cudart_codes: what one libcudart makes of the driver it finds: prints the codes of cudaDriverGetVersion,
 * cudaGetDeviceCount and cudaFree(0), and the driver's version.
 *
 *     cudart_codes LIBCUDART        "0 13000 802 802"
 *
 * A process each: a runtime remembers its first failure. */

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static void *symbol(void *library, const char *name, void *out, size_t n)
{
	void *p = dlsym(library, name);
	memcpy(out, &p, n);
	return p;
}

int main(int argc, char **argv)
{
	void *library = argc == 2 ? dlopen(argv[1], RTLD_NOW) : NULL;
	int (*version)(int *) = NULL, (*count)(int *) = NULL, (*release)(void *) = NULL, driver = -1, n = -1;
	if (!library || !symbol(library, "cudaDriverGetVersion", &version, sizeof version) ||
	    !symbol(library, "cudaGetDeviceCount", &count, sizeof count) ||
	    !symbol(library, "cudaFree", &release, sizeof release)) {
		fprintf(stderr, "cudart_codes: %s\n", argc == 2 ? dlerror() : "which library?");
		return 2;
	}
	int rc = version(&driver), count_rc = count(&n);
	printf("%d %d %d %d\n", rc, driver, count_rc, release(NULL));
	fflush(stdout);
	/* The real one's exit handlers are not ours to test, over a driver that is none. */
	return fclose(stdout) ? 3 : 0;
}
