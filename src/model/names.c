/* names: the words for every enum of the model, in one table each, and the rule registry. */
#include "model/report.h"

const rule_info RULES[RULE_COUNT] = {
#define RULE(function, name, standard, strict, audit, where, line) \
	[RULE_##function] = { .id = S_INIT(name), .of = { standard, strict, audit }, .scope = where, .text = S_INIT(line) },
#include "model/rules.def"
#undef RULE
};

rule_id rule_find(str id)
{
	int r = 0;
	while (r < RULE_COUNT && !str_eq(RULES[r].id, id))
		r++;
	return (rule_id)r;
}

/* Index of word in a table of n words, or n. */
static int find_word(const char *const *words, int n, str word)
{
	int i = 0;
	while (i < n && !str_eq(str_of(words[i]), word))
		i++;
	return i;
}

static const char *const severities[] = { "off", "note", "warning", "error", "never" };
static const char *const profiles[] = { "standard", "strict", "audit" };

const char *severity_name(severity s)
{
	return severities[s];
}

bool severity_find(str word, severity *out)
{
	int i = find_word(severities, 5, word);
	if (i < 5)
		*out = (severity)i;
	return i < 5;
}

const char *profile_name(profile p)
{
	return profiles[p];
}

bool profile_find(str word, profile *out)
{
	int i = find_word(profiles, 3, word);
	if (i < 3)
		*out = (profile)i;
	return i < 3;
}

const char *gpu_need_name(gpu_need n)
{
	static const char *const words[] = { "auto", "required", "optional", "none" };
	return words[n];
}

const char *manager_name(manager m)
{
	static const char *const words[] = { "", "conda", "pip" };
	return words[m];
}

const char *strength_name(strength s)
{
	static const char *const words[] = { "moving", "none", "open", "bounded", "prefix", "exact" };
	return words[s];
}

const char *policy_from_name(policy_from f)
{
	static const char *const words[] = { "built-in", "target", "head", "file", "repair", "floor" };
	return words[f];
}

const char *change_kind_name(change_kind k)
{
	static const char *const words[] = { "added", "removed", "raised", "lowered", "tightened",
		                             "loosened", "rebuilt", "moved", "reworded" };
	return words[k];
}

const char *file_kind_name(file_kind k)
{
	static const char *const words[] = { "other", "environment", "conda-lock", "pixi-lock", "explicit",
		                             "manifest", "requirements", "image", "commands", "policy",
		                             "installed" };
	return words[k];
}

bool file_kind_is_lock(file_kind k)
{
	return k == FILE_CONDA_LOCK || k == FILE_PIXI_LOCK || k == FILE_EXPLICIT;
}

const char *state_name(finding_state s)
{
	static const char *const words[] = { "introduced", "existing", "fixed" };
	return words[s];
}

const char *verdict_name(verdict v)
{
	static const char *const words[] = { "pass", "fail", "nothing", "error" };
	return words[v];
}

const char *revision_kind_name(revision_kind k)
{
	static const char *const words[] = { "none", "commit", "index", "worktree", "empty", "prefix" };
	return words[k];
}

const file *side_file(const side *s, str path)
{
	ptrdiff_t lo = 0, hi = s->files.n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		int c = str_cmp(s->files.at[mid].path, path);
		if (c == 0)
			return &s->files.at[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}
