/* package_url: see package_url.h. The address of a conda package is CHANNEL/SUBDIR/NAME-VERSION-BUILD
 * and one of two endings; where the channel ends is conda's question, answered by spec/channel.h. A
 * lock has thousands of addresses below two or three folders, so what was read of a folder can be
 * kept and asked again: package_url_cached. */
#include "spec/package_url.h"

#include "spec/channel.h"

long long package_build_number(str build)
{
	ptrdiff_t mark = str_rfind_byte(build, '_');
	str digits = str_from(build, mark + 1);
	long long number = 0;
	for (ptrdiff_t i = 0; i < digits.n; i++) {
		if (!is_digit(digits.p[i]) || number > (1LL << 56))
			return 0;
		number = number * 10 + (digits.p[i] - '0');
	}
	return number;
}

/* NAME-VERSION-BUILD, parted from the right: a name may hold any number of '-'. */
static void read_file_name(str file, package_url *out)
{
	str s = str_head(file, file.n - package_extension(file).n);
	ptrdiff_t build = str_rfind_byte(s, '-');
	ptrdiff_t version = build < 0 ? -1 : str_rfind_byte(str_head(s, build), '-');
	if (version <= 0)
		return;
	out->name = str_head(s, version);
	out->version = str_sub(s, version + 1, build);
	out->build = str_from(s, build + 1);
	out->build_number = package_build_number(out->build);
}

/* The folder's channel and subdir: of any file in it, so of one with a short plain name. */
static bool read_folder(arena *a, str folder, struct package_folder *out)
{
	channel c;
	*out = (struct package_folder){ .folder = folder };
	if (!channel_read(a, arena_cat(a, folder, S("x-1-0.conda")), &c))
		return false;
	if (c.platform.p) {
		out->channel = channel_name(a, &c);
		out->subdir = c.platform;
	}
	return true;
}

static const struct package_folder *find_folder(arena *a, str folder, package_folders *seen)
{
	for (int i = 0; i < seen->n; i++)
		if (str_eq(seen->of[i].folder, folder))
			return &seen->of[i];
	struct package_folder found;
	if (!read_folder(a, folder, &found))
		return NULL;
	/* Full: round and round, the oldest goes. */
	int at = seen->n < PACKAGE_FOLDERS ? seen->n++ : (seen->last + 1) % PACKAGE_FOLDERS;
	seen->last = at;
	seen->of[at] = found;
	return &seen->of[at];
}

bool package_url_cached(arena *a, str url, package_folders *seen, package_url *out)
{
	*out = (package_url){ 0 };
	ptrdiff_t mark = str_find_byte(url, '#');
	url = mark < 0 ? url : str_head(url, mark);
	if (!package_extension(url).p)
		return false;
	if (!has_scheme(url))
		url = percent_decode(a, path_to_url(a, url));
	ptrdiff_t slash = str_rfind_byte(url, '/');
	str file = str_from(url, slash + 1);
	if (package_extension(file).n == file.n)
		return false;
	const struct package_folder *folder = find_folder(a, str_head(url, slash + 1), seen);
	if (!folder)
		return false;
	out->channel = folder->channel;
	out->subdir = folder->subdir;
	out->file = percent_decode(a, file);
	read_file_name(out->file, out);
	return true;
}

bool package_url_read(arena *a, str url, package_url *out)
{
	package_folders none = { 0 };
	return package_url_cached(a, url, &none, out);
}
