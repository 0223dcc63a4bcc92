/* contenthash_in: what the two halves of contenthash share. Private. */
#ifndef READ_CONTENTHASH_IN_H
#define READ_CONTENTHASH_IN_H

#include "base/buf.h"
#include "read/contenthash.h"
#include "read/envfile_in.h"
#include "spec/pep508.h"

/* As json.dumps writes it; null when absent. */
void hash_put_text(buf *b, str s);

/* conda-lock's default virtual packages for a platform, as its JSON. False: it has none. */
bool hash_put_virtual(buf *b, str platform);

unsigned hash_platform_bit(str platform);

/* Whether an entry's marker keeps it on a platform: 1, 0, or -1 when it asks for more than that. What
 * it asks about Python is true to conda-lock at that point. */
int hash_marker_holds(arena *a, const requirement *r, str platform);

/* The pip-repositories keys of all files, as JSON texts. False: not to be known. */
bool hash_pip_repositories(arena *a, hash_input in, strs *out);

#endif
