/* libgit2_start: see libgit2_start.h and docs/design/libgit2-start.md.
 *
 * git_libgit2_init() of a libgit2 built with mbedTLS (Debian's) reads and parses every CA certificate
 * of the system: 4 ms of the 7.4 ms such a program runs, for a connection that envgate never makes. No
 * option stops it: the path is compiled in and read before any option can be set. So the program
 * answers the one mbedTLS function that reads a certificate file itself, with "cannot be read".
 * libgit2 takes that for a system without certificates and goes on. It fails closed: with no
 * certificate to trust, no TLS connection from this process could be verified. */
#include "edge/libgit2_start.h"

#include <git2.h>
#include <git2/sys/repository.h>

#ifdef ENVGATE_SKIP_CA
enum { X509_FILE_IO_ERROR = -0x2900 }; /* MBEDTLS_ERR_X509_FILE_IO_ERROR of mbedtls/x509.h */

/* int mbedtls_x509_crt_parse_file(mbedtls_x509_crt *chain, const char *path), mbedTLS 2 and 3. */
__attribute__((used, visibility("default"))) int mbedtls_x509_crt_parse_file(void *chain,
                                                                             const char *path);
int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return X509_FILE_IO_ERROR;
}
#endif

static void stop(void *unused)
{
	(void)unused;
	git_libgit2_shutdown();
}

const err *libgit2_start(arena *a)
{
	/* None of these changes what a reader sees, but libgit2 before 1.7 refuses to open a repository
	 * of format version 1 that has them. A partial clone's missing blobs are told apart later. */
	static const char *extensions[] = { "partialclone", "preciousobjects", "relativeworktrees",
		                            "worktreeconfig" };
	if (git_libgit2_init() < 0)
		return err_new(a, ERR_GIT, "libgit2 does not start: %s", git_error_last()->message);
	arena_defer(a, stop, NULL);
	git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, sizeof extensions / sizeof *extensions);
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 1);
	/* We read each object once and keep what we need; the cache would only double the memory. */
	git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
	return NULL;
}
