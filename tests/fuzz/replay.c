/* replay: drives a fuzz target over the files of a corpus, for compilers without libFuzzer.
 *
 * Every input is copied into a block of exactly its size, so that AddressSanitizer sees a reader one
 * byte behind the end. A corpus that is empty or missing is a failure, never a pass. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f || fseek(f, 0, SEEK_END) != 0) {
		perror(path);
		exit(1);
	}
	size_t n = (size_t)ftell(f);
	uint8_t *bytes = malloc(n ? n : 1);
	rewind(f);
	if (!bytes || fread(bytes, 1, n, f) != n) {
		perror(path);
		exit(1);
	}
	fclose(f);
	LLVMFuzzerTestOneInput(bytes, n);
	free(bytes);
	return 1;
}

static int replay_folder(const char *folder)
{
	struct dirent **names;
	int n = scandir(folder, &names, NULL, alphasort), done = 0;
	if (n < 0)
		return replay_file(folder);
	for (int i = 0; i < n; i++) {
		char path[4096];
		snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
		if (names[i]->d_name[0] != '.')
			done += replay_file(path);
		free(names[i]);
	}
	free(names);
	return done;
}

int main(int argc, char **argv)
{
	int done = 0;
	for (int i = 1; i < argc; i++)
		done += replay_folder(argv[i]);
	printf("%d inputs replayed\n", done);
	return done > 0 ? 0 : 1;
}
