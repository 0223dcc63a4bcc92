/* peer_cjson: reads files whole and parses each with cJSON, as a floor for looking at what they say.
 *
 *     peer_cjson FOLDER      every *.json in it */
#include <cjson/cJSON.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long parse(const char *folder, const char *name)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "rb");
	if (!f)
		return -1;
	fseek(f, 0, SEEK_END);
	long n = ftell(f);
	rewind(f);
	char *text = malloc((size_t)n + 1);
	long got = text ? (long)fread(text, 1, (size_t)n, f) : -1;
	fclose(f);
	cJSON *tree = got == n ? cJSON_ParseWithLength(text, (size_t)n) : NULL;
	long ok = tree ? n : -1;
	cJSON_Delete(tree);
	free(text);
	return ok;
}

int main(int argc, char **argv)
{
	DIR *d = argc == 2 ? opendir(argv[1]) : NULL;
	long files = 0, bytes = 0;
	if (!d)
		return 2;
	for (const struct dirent *e; (e = readdir(d));) {
		const char *dot = strrchr(e->d_name, '.');
		if (!dot || strcmp(dot, ".json") != 0)
			continue;
		long n = parse(argv[1], e->d_name);
		if (n < 0)
			return 2;
		files++;
		bytes += n;
	}
	closedir(d);
	printf("%ld files, %ld bytes\n", files, bytes);
	return 0;
}
