/* peer_git2: the look-ups that a check cannot do without, and nothing else: start libgit2, open the
 * repository, resolve two revisions, read one path of each.
 *
 *     peer_git2 REPOSITORY REVISION REVISION PATH
 *
 * With SKIP_CA it starts as envgate does (docs/design/libgit2-start.md), so that the difference to a
 * check is envgate's own work and nothing else. */
#include <git2.h>
#include <stdio.h>

#ifdef SKIP_CA
int mbedtls_x509_crt_parse_file(void *chain, const char *path);
int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return -0x2900;
}
#endif

static long blob_size(git_repository *r, const char *rev, const char *path)
{
	git_object *tree = NULL;
	git_tree_entry *entry = NULL;
	git_blob *blob = NULL;
	git_object *named = NULL;
	long size = -1;
	if (git_revparse_single(&named, r, rev) == 0 && git_object_peel(&tree, named, GIT_OBJECT_TREE) == 0 &&
	    git_tree_entry_bypath(&entry, (git_tree *)tree, path) == 0 &&
	    git_blob_lookup(&blob, r, git_tree_entry_id(entry)) == 0)
		size = (long)git_blob_rawsize(blob);
	git_blob_free(blob);
	git_tree_entry_free(entry);
	git_object_free(tree);
	git_object_free(named);
	return size;
}

int main(int argc, char **argv)
{
	git_repository *r = NULL;
	if (argc != 5 || git_libgit2_init() < 0 || git_repository_open_ext(&r, argv[1], 0, NULL) < 0) {
		fputs("peer_git2: cannot open the repository\n", stderr);
		return 2;
	}
	long a = blob_size(r, argv[2], argv[4]), b = blob_size(r, argv[3], argv[4]);
	printf("%ld %ld\n", a, b);
	git_repository_free(r);
	git_libgit2_shutdown();
	return a < 0 || b < 0 ? 2 : 0;
}
