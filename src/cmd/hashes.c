/* hashes: see hashes.h. */
#include "cmd/hashes.h"

#include "read/contenthash.h"

/* The family whose lock it is; a lock that several families name has no one answer. */
static const family *owner(const side *s, const file *f)
{
	const family *found = NULL;
	for (ptrdiff_t i = 0; i < s->families.n; i++)
		for (ptrdiff_t k = 0; k < s->families.at[i].locks.n; k++)
			if (s->families.at[i].locks.at[k] == f) {
				if (found)
					return NULL;
				found = &s->families.at[i];
			}
	return found;
}

static str word_of(arena *a, const side *s, const file *f)
{
	const family *m = owner(s, f);
	if (!f->lock || !m || !m->complete)
		return (str){ 0 };
	const env **sources = NEW_N(a, const env *, m->members.n);
	for (ptrdiff_t i = 0; i < m->members.n; i++) {
		const file *member = m->members.at[i].file;
		if (member->kind != FILE_ENVIRONMENT)
			return (str){ 0 };
		sources[i] = member->env;
	}
	return content_hash_word(a, f->lock, sources, m->members.n);
}

void hashes_tell(arena *a, const side *head, report *out)
{
	for (ptrdiff_t i = 0; i < out->files.n; i++) {
		report_file *row = &out->files.at[i];
		const file *f = row->kind == FILE_CONDA_LOCK ? side_file(head, row->path) : NULL;
		if (f)
			row->content_hash = word_of(a, head, f);
	}
}
