/* t_policyfile: what a policy may say, and that everything else breaks it, with a place. */
#include "rows.h"

#include "read/policyfile.h"

#include "base/buf.h"
#include "base/limits.h"

#include <stdio.h>

static const policy *parse(arena *a, str bytes)
{
	source *src = NEW(a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = S(".envgate.yml"), .oid = S("abc"), .bytes = bytes };
	return policyfile_read(a, src, POLICY_TARGET);
}

typedef struct row {
	const char *name;
	str text;
	const char *want; /* "line:col what | hint" of each problem */
} row;

static const row rows[] = {
	{ "the least", S_INIT("version: 1\n"), "" },
	{ "everything", S_INIT("version: 1\nprofile: strict\nfail-on: warning\nexisting: fail\nfiles: {include: [a], exclude: [\"t/**\"], retired: []}\n"
	                       "rules: {pin/open: error, pin/build: off}\ncore: [flash-attn]\n"), "" },
	{ "an empty file", S_INIT(""), "1:1 the policy is empty | write at least: version: 1" },
	{ "a list", S_INIT("- a\n"), "1:1 a policy has to be a mapping of keys | write at least: version: 1" },
	{ "another version", S_INIT("version: 2\n"), "1:10 envgate " ENVGATE_VERSION " reads version 1 of this file only | write: version: 1" },
	{ "a key with a slip", S_INIT("profil: strict\n"), "1:1 unknown key 'profil' | did you mean 'profile'?" },
	{ "an underscore for a dash", S_INIT("fail_on: error\n"), "1:1 unknown key 'fail_on' | did you mean 'fail-on'?" },
	{ "a key from nowhere", S_INIT("colour: red\n"), "1:1 unknown key 'colour' | delete it" },
	{ "no such profile", S_INIT("profile: hard\n"), "1:10 'hard' is no value for 'profile' | write one of: standard, strict, audit" },
	{ "no such level", S_INIT("fail-on: off\n"), "1:10 'off' is no value for 'fail-on' | write one of: error, warning, note, never" },
	{ "existing is no level", S_INIT("existing: error\n"), "1:11 'error' is no value for 'existing' | write one of: note, fail" },
	{ "a word that is a list", S_INIT("existing: [fail]\n"), "1:11 'existing' wants one word | write one of: note, fail" },
	{ "a rule with a slip", S_INIT("rules:\n  pin/opn: error\n"), "2:3 envgate " ENVGATE_VERSION " has no rule 'pin/opn' | did you mean 'pin/open'?" },
	{ "a rule's level", S_INIT("rules: {pin/open: loud}\n"), "1:19 'loud' is no value for 'pin/open' | write one of: off, note, warning, error" },
	{ "never is no rule's level", S_INIT("rules: {pin/open: never}\n"), "1:19 'never' is no value for 'pin/open' | write one of: off, note, warning, error" },
	{ "rules as a list", S_INIT("rules: [pin/open]\n"), "1:8 'rules' has to be a mapping of rule to severity | write, for example: rules: {pin/open: error}" },
	{ "the one rule that stays", S_INIT("rules: {file/policy: off}\n"), "1:22 file/policy cannot be lowered: a policy that does not parse protects nothing | delete the line" },
	{ "a pattern that is no list", S_INIT("files: {exclude: tests}\n"), "1:18 'exclude' has to be a list | write it as exclude: [\"...\"], or one to a line after '- '" },
	{ "a pattern that is a number", S_INIT("files: {exclude: [1.0]}\n"), "1:19 a pattern has to be a text that is not empty | put it in quotes: \"1.0\"" },
	{ "files as a list", S_INIT("files: [a]\n"), "1:8 'files' has to be a mapping | write, for example: files: {exclude: [\"docs/**\"]}" },
	{ "a key twice", S_INIT("version: 1\nversion: 1\n"), "2:1 the key 'version' stands here again, after line 1: readers keep one of them | make them one" },
	{ "nothing behind a key", S_INIT("profile:\n"), "1:1 'profile' wants one word | write one of: standard, strict, audit" },
	{ "a tag", S_INIT("profile: !x strict\n"), "1:13 the tag '!x': readers differ on what it means | delete the tag; quote the value if it has to be a text" },
};

static const row part_rows[] = {
	/* patterns and paths */
	{ "a pattern with '..'", S_INIT("files: {exclude: [../a]}\n"), "1:19 '../a' has a part '..': it can match nothing | write it as git ls-files prints it: relative to the root of the repository" },
	{ "a pattern with './'", S_INIT("files: {retired: [./a.yml]}\n"), "1:19 './a.yml' has a part '.': it can match nothing | write it as git ls-files prints it: relative to the root of the repository" },
	{ "a slash in front anchors a pattern", S_INIT("files: {exclude: [/a.yml, docs/, \"**/x\"]}\n"), "" },
	{ "two slashes", S_INIT("files: {gate: [a//b]}\n"), "1:16 'a//b' has an empty part: it can match nothing | write it as git ls-files prints it: relative to the root of the repository" },
	{ "a pattern twice", S_INIT("files:\n  images:\n    - Dockerfile\n    - a\n    - Dockerfile\n"), "5:7 a pattern stands here again, after line 3 | make them one" },
	{ "a slip inside files", S_INIT("files: {exlude: [a]}\n"), "1:9 unknown key 'exlude' | did you mean 'exclude'?" },
	{ "an absolute member", S_INIT("families: [{name: a, files: [/a.yml]}]\n"), "1:30 '/a.yml' begins with '/': it can match nothing | write it as git ls-files prints it: relative to the root of the repository" },
	{ "a lock outside", S_INIT("families: [{name: a, files: [a.yml], lock: ../l.yml}]\n"), "1:44 '../l.yml' has a part '..': it can match nothing | write it as git ls-files prints it: relative to the root of the repository" },
	{ "a folder as a member", S_INIT("families: [{name: a, files: [envs/]}]\n"), "1:30 'envs/' names a folder | write the path of one file" },
	/* families */
	{ "families as a mapping", S_INIT("families: {train: a}\n"), "1:11 'families' has to be a list | write, for example: families: [{name: train, files: [environment.yml]}]" },
	{ "a family that is a text", S_INIT("families: [train]\n"), "1:12 an entry of this list has to be a mapping | write, for example: {name: train, files: [environment.yml]}" },
	{ "a family without a name", S_INIT("families: [{files: [a.yml]}]\n"), "1:12 'name' is missing here | write, for example: {name: train, files: [environment.yml]}" },
	{ "a family without files", S_INIT("families: [{name: a}]\n"), "1:12 'files' is missing here | write, for example: {name: train, files: [environment.yml]}" },
	{ "a family with no file", S_INIT("families: [{name: a, files: []}]\n"), "1:29 a family needs at least one file | write, for example: files: {dev: environment-dev.yml, prod: environment.yml}" },
	{ "files as one text", S_INIT("families: [{name: a, files: a.yml}]\n"), "1:29 'files' has to be a list | write, for example: files: {dev: environment-dev.yml, prod: environment.yml}" },
	{ "a member twice", S_INIT("families:\n  - name: a\n    files:\n      dev: a.yml\n      prod: a.yml\n"), "5:13 a member of this family stands here again, after line 4 | make them one" },
	{ "a member twice in a plain list", S_INIT("families: [{name: a, files: [b, a, b]}]\n"), "1:36 a member of this family stands here again, after line 1 | make them one" },
	{ "a role twice", S_INIT("families: [{name: a, files: {dev: a, dev: b}}]\n"), "1:38 the key 'dev' stands here again, after line 1: readers keep one of them | make them one" },
	{ "two families of one name", S_INIT("families:\n  - {name: a, files: [a]}\n  - {name: a, files: [b]}\n"), "3:12 the name of this family stands here again, after line 2 | make them one" },
	{ "no such gpu word", S_INIT("families: [{name: a, files: [a], gpu: yes}]\n"), "1:39 'yes' is no value for 'gpu' | write one of: auto, required, optional, none" },
	{ "a slip inside a family", S_INIT("families: [{name: a, files: [a], may_differ: [x]}]\n"), "1:34 unknown key 'may_differ' | did you mean 'may-differ'?" },
	{ "a version in may-differ", S_INIT("families: [{name: a, files: [a], may-differ: [\"x=1\"]}]\n"), "1:47 'x=1' is no package name | write the name alone, without version, channel or '*'" },
	{ "requirements as a text", S_INIT("families: [{name: a, files: [a], requirements: r.txt}]\n"), "1:48 'requirements' has to be a list | write it as requirements: [\"...\"], or one to a line after '- '" },
	/* channels */
	{ "channels as a list", S_INIT("channels: [conda-forge]\n"), "1:11 'channels' has to be a mapping | write, for example: channels: {allow: [conda-forge, nvidia]}" },
	{ "a channel with a star", S_INIT("channels: {allow: [\"conda-*\"]}\n"), "1:20 'conda-*' is no channel | write a name (conda-forge) or a URL; all that lies below it is meant too" },
	{ "a channel twice", S_INIT("channels: {deny: [a, a]}\n"), "1:22 a channel stands here again, after line 1 | make them one" },
	{ "mirrors as a list", S_INIT("channels: {mirrors: [x]}\n"), "1:21 'mirrors' has to be a mapping of channel to URLs | write, for example: mirrors: {conda-forge: [\"https://mirror.example/conda-forge\"]}" },
	{ "a mirror that is a text", S_INIT("channels: {mirrors: {a: https://m.example/a}}\n"), "1:25 'a' has to be a list | write it as a: [\"...\"], or one to a line after '- '" },
	{ "a mirror that is a name", S_INIT("channels: {mirrors: {a: [b]}}\n"), "1:26 'b' is no URL | write, for example: https://mirror.example/conda-forge" },
	{ "a mirror of another scheme", S_INIT("channels: {mirrors: {a: [\"ftp://b/c\"]}}\n"), "1:26 'ftp://b/c' is no URL | write, for example: https://mirror.example/conda-forge" },
	{ "a channel with two mirrors keys", S_INIT("channels: {mirrors: {a: [\"https://x/a\"], a: []}}\n"), "1:42 the key 'a' stands here again, after line 1: readers keep one of them | make them one" },
	/* runners */
	{ "a runner without a name", S_INIT("runners: [{driver: 535}]\n"), "1:11 'name' is missing here | write, for example: {name: a100, driver: \">=535\", arch: [\"8.0\"]}" },
	{ "numbers without quotes are fine here", S_INIT("runners: [{name: a, driver: 535, arch: [8.0, 12.0]}]\n"), "" },
	{ "a driver below", S_INIT("runners: [{name: a, driver: \"<535\"}]\n"), "1:29 '<535' is no driver version | write the oldest one that any of these machines has, for example: driver: \">=535\"" },
	{ "a driver of four numbers", S_INIT("runners: [{name: a, driver: 1.2.3.4}]\n"), "1:29 '1.2.3.4' is no driver version | write the oldest one that any of these machines has, for example: driver: \">=535\"" },
	{ "an arch by its marketing name", S_INIT("runners: [{name: a, arch: [sm_80]}]\n"), "1:28 'sm_80' is no compute capability | write, for example: arch: [\"8.0\", \"9.0\"]" },
	{ "two runners of one name", S_INIT("runners: [{name: a}, {name: a}]\n"), "1:29 the name of this runner stands here again, after line 1 | make them one" },
	/* freeze */
	{ "a freeze without packages", S_INIT("freeze: [{windows: []}]\n"), "1:10 'packages' is missing here | write, for example: {packages: [python], windows: [\"01-01..01-14\"]}" },
	{ "a freeze of nothing", S_INIT("freeze: [{packages: []}]\n"), "1:21 a freeze without packages freezes nothing | name at least one, for example: packages: [python]" },
	{ "a freeze of everything", S_INIT("freeze: [{packages: [\"*\"]}]\n"), "1:22 '*' is no package name | write the name alone, without version, channel or '*'" },
	{ "windows that are real", S_INIT("freeze: [{packages: [a], windows: [02-29..02-29, \"12-20..01-06\", 01-01..12-31]}]\n"), "" },
	{ "the 30th of February", S_INIT("freeze: [{packages: [a], windows: [02-30..03-01]}]\n"), "1:36 '02-30..03-01' is no window | write month and day twice, for example: \"12-20..01-06\"" },
	{ "the 31st of April", S_INIT("freeze: [{packages: [a], windows: [04-01..04-31]}]\n"), "1:36 '04-01..04-31' is no window | write month and day twice, for example: \"12-20..01-06\"" },
	{ "a month 13", S_INIT("freeze: [{packages: [a], windows: [13-01..01-01]}]\n"), "1:36 '13-01..01-01' is no window | write month and day twice, for example: \"12-20..01-06\"" },
	{ "a month 0", S_INIT("freeze: [{packages: [a], windows: [00-01..01-01]}]\n"), "1:36 '00-01..01-01' is no window | write month and day twice, for example: \"12-20..01-06\"" },
	{ "a day 0", S_INIT("freeze: [{packages: [a], windows: [01-00..01-01]}]\n"), "1:36 '01-00..01-01' is no window | write month and day twice, for example: \"12-20..01-06\"" },
	{ "a window of one dot", S_INIT("freeze: [{packages: [a], windows: [01-01.02-02]}]\n"), "1:36 '01-01.02-02' is no window | write month and day twice, for example: \"12-20..01-06\"" },
	{ "a window of digits and letters", S_INIT("freeze: [{packages: [a], windows: [0x-01..01-01]}]\n"), "1:36 '0x-01..01-01' is no window | write month and day twice, for example: \"12-20..01-06\"" },
	/* waivers */
	{ "a waiver needs rule, path and reason", S_INIT("waivers: [{package: a}]\n"), "1:11 'rule' is missing here | write, for example: {rule: pin/missing, path: \"**\", package: numpy, reason: \"...\"}; 1:11 'path' is missing here | write, for example: {rule: pin/missing, path: \"**\", package: numpy, reason: \"...\"}; 1:11 'reason' is missing here | write, for example: {rule: pin/missing, path: \"**\", package: numpy, reason: \"...\"}" },
	{ "a rule that is half a name", S_INIT("waivers: [{rule: pin, path: a, reason: b}]\n"), "1:18 envgate " ENVGATE_VERSION " has no rule 'pin' | name one in full; `envgate rules` lists them" },
	{ "a rule with a slip in it", S_INIT("waivers: [{rule: pin/mising, path: a, reason: b}]\n"), "1:18 envgate " ENVGATE_VERSION " has no rule 'pin/mising' | did you mean 'pin/missing'?" },
	{ "the rule that cannot be waived", S_INIT("waivers: [{rule: file/policy, path: a, reason: b}]\n"), "1:18 file/policy cannot be waived: a policy that does not parse protects nothing | delete the waiver" },
	{ "other file rules can be, here", S_INIT("waivers: [{rule: file/syntax, path: a, reason: b}, {rule: change/removed, path: a, reason: b}]\n"), "" },
	{ "an empty reason", S_INIT("waivers: [{rule: pin/open, path: a, reason: \"\"}]\n"), "1:45 a reason has to be a text that is not empty | " },
	{ "a reason of blanks", S_INIT("waivers: [{rule: pin/open, path: a, reason: \"  \"}]\n"), "1:45 the reason says nothing | write who needs this, and why" },
	{ "a day that is none", S_INIT("waivers: [{rule: pin/open, path: a, reason: b, until: 2026-02-29}]\n"), "1:55 '2026-02-29' is no day | write it as YYYY-MM-DD, for example: 2026-12-31" },
	{ "a leap day", S_INIT("waivers: [{rule: pin/open, path: a, reason: b, until: 2028-02-29}]\n"), "" },
	{ "1900 had none", S_INIT("waivers: [{rule: pin/open, path: a, reason: b, until: 1900-02-29}]\n"), "1:55 '1900-02-29' is no day | write it as YYYY-MM-DD, for example: 2026-12-31" },
	{ "a day with its time", S_INIT("waivers: [{rule: pin/open, path: a, reason: b, until: 2026-02-01T00:00:00}]\n"), "1:55 '2026-02-01T00:00:00' is no day | write it as YYYY-MM-DD, for example: 2026-12-31" },
	{ "a manager that is none", S_INIT("waivers: [{rule: pin/open, path: a, reason: b, manager: npm}]\n"), "1:57 'npm' is no value for 'manager' | write one of: conda, pip" },
	{ "one waiver twice", S_INIT("waivers:\n  - {rule: pin/open, path: a, reason: b}\n  - {rule: pin/open, path: b, reason: b}\n  - {reason: b, rule: pin/open, path: a}\n"), "4:5 the same waiver stands here again, after line 2 | make them one" },
	{ "a waiver with a slip", S_INIT("waivers: [{rule: pin/open, paths: a, path: a, reason: b}]\n"), "1:28 unknown key 'paths' | did you mean 'path'?" },
	/* names, core, may-override */
	{ "names as a list", S_INIT("names: [a]\n"), "1:8 'names' has to be a mapping of pip's name to conda's | write, for example: names: {torch: pytorch}" },
	{ "a name of two spellings", S_INIT("names: {My_Pkg: a, my.pkg: b}\n"), "1:20 this name stands here again, after line 1 | make them one" },
	{ "core with a star", S_INIT("core: [\"cuda*\"]\n"), "1:8 'cuda*' is no package name | write the name alone, without version, channel or '*'" },
	{ "keys to override", S_INIT("may-override: [channels.allow, rules.pin/open, waivers]\n"), "" },
	{ "a key that is half", S_INIT("may-override: [channels.alow]\n"), "1:16 'channels.alow' is no key that can be overridden | did you mean 'channels.allow'?" },
	{ "a rule that is none", S_INIT("may-override: [rules.pin/nothing]\n"), "1:16 'rules.pin/nothing' is no key that can be overridden | write, for example: channels.allow, rules.pin/open, waivers" },
};

static void tells(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 24);
	const policy *p = parse(a, r->text);
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < p->problems.n; i++) {
		const problem *q = &p->problems.at[i];
		buf_printf(&b, "%s%d:%d %.*s | %.*s", i ? "; " : "", q->at.line, q->at.col, SARG(q->what), SARG(q->hint));
	}
	assert_str(buf_str(&b), r->want);
	arena_close(a);
}

static void reads_values(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 24);
	const policy *p = parse(a, S("rules: {pin/open: error, pin/build: off}\nprofile: strict\nfail-on: warning\nexisting: fail\n"
	                             "files: {include: [a, b], exclude: [\"t/**\"], retired: [old.yml]}\ncore: [flash-attn]\n"));
	assert_int_equal(p->problems.n, 0);
	assert_int_equal(p->profile, PROFILE_STRICT);
	assert_int_equal(p->fail_on, WARNING);
	assert_true(p->existing_fails);
	assert_int_equal(p->of[RULE_pin_open], ERROR);
	assert_true(p->set[RULE_pin_open]);
	assert_int_equal(p->of[RULE_pin_build], OFF);
	assert_true(p->set[RULE_pin_build]);
	assert_int_equal(p->of[RULE_pin_duplicate], RULES[RULE_pin_duplicate].of[PROFILE_STRICT]);
	assert_false(p->set[RULE_pin_duplicate]);
	assert_int_equal(p->include.n, 2);
	assert_str(p->exclude.at[0], "t/**");
	assert_str(p->retired.at[0], "old.yml");
	assert_str(p->core.at[0], "flash-attn");
	assert_str(p->oid, "abc");
	assert_int_equal(p->from, POLICY_TARGET);
	arena_close(a);
}

static void reads_parts(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 24);
	const policy *p = parse(a, S("families:\n"
	                             "  - {name: train, files: {dev: d.yml, prod: p.yml}, lock: l.yml, requirements: [r.txt], may-differ: [x], gpu: required}\n"
	                             "  - {name: b, files: [z.yml, a.yml]}\n"
	                             "channels: {allow: [conda-forge], deny: [defaults], mirrors: {conda-forge: [\"https://m.example/cf\"]}}\n"
	                             "runners: [{name: a100, driver: \">= 535.104.05\", arch: [8.0]}]\n"
	                             "freeze: [{packages: [python], windows: [12-20..01-06]}, {packages: [q]}]\n"
	                             "waivers: [{rule: pin/open, path: \"**\", manager: pip, package: n, reason: why, until: 2026-12-31}]\n"
	                             "names: {Torch_X: PyTorch-X}\nmay-override: [waivers]\nfiles: {images: [D], commands: [c], gate: [g]}\n"));
	assert_int_equal(p->problems.n, 0);
	assert_int_equal(p->families.n, 2);
	const policy_family *f = &p->families.at[0];
	assert_str(f->name, "train");
	assert_int_equal(f->files.n, 2);
	assert_str(f->files.at[0].role, "dev");
	assert_str(f->files.at[1].path, "p.yml");
	assert_str(f->lock, "l.yml");
	assert_str(f->requirements.at[0], "r.txt");
	assert_str(f->may_differ.at[0], "x");
	assert_int_equal(f->gpu, GPU_REQUIRED);
	assert_int_equal(f->at.line, 2);
	assert_str(p->families.at[1].files.at[0].path, "z.yml"); /* the order given */
	assert_null(p->families.at[1].files.at[0].role.p);
	assert_null(p->families.at[1].lock.p);
	assert_int_equal(p->families.at[1].gpu, GPU_AUTO);
	assert_str(p->allow.at[0], "conda-forge");
	assert_str(p->deny.at[0], "defaults");
	assert_str(p->mirrors.at[0].channel, "conda-forge");
	assert_str(p->mirrors.at[0].urls.at[0], "https://m.example/cf");
	assert_str(p->runners.at[0].driver, "535.104.05");
	assert_str(p->runners.at[0].arch.at[0], "8.0");
	assert_int_equal(p->freezes.n, 2);
	assert_int_equal(p->freezes.at[0].windows.at[0].from, 1220);
	assert_int_equal(p->freezes.at[0].windows.at[0].to, 106);
	assert_int_equal(p->freezes.at[1].windows.n, 0);
	const suppression *w = &p->waivers.at[0];
	assert_int_equal(w->rule, RULE_pin_open);
	assert_int_equal(w->manager, MANAGER_PIP);
	assert_str(w->path, "**");
	assert_str(w->package, "n");
	assert_str(w->reason, "why");
	assert_str(w->until, "2026-12-31");
	assert_false(w->is_inline);
	assert_ptr_equal(w->src, p->src);
	assert_int_equal(w->at.line, 7);
	assert_str(p->names.at[0].pip, "torch-x");
	assert_str(p->names.at[0].conda, "pytorch-x");
	assert_str(p->may_override.at[0], "waivers");
	assert_str(p->images.at[0], "D");
	assert_str(p->commands.at[0], "c");
	assert_str(p->gate.at[0], "g");
	arena_close(a);
}

static void keeps_keys(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 24);
	const policy *p = parse(a, S("version: 1\nrules:\n  pin/open: error\nchannels:\n  deny: [x]\nfiles: {exclude: [a]}\n"));
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < p->said.n; i++)
		buf_printf(&b, "%.*s:%d ", SARG(p->said.at[i].name), p->said.at[i].at.line);
	assert_str(buf_str(&b), "version:1 rules:2 rules.pin/open:3 channels:4 channels.deny:5 files:6 files.exclude:6 ");
	arena_close(a);
}

static void long_lists(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 27);
	buf b = buf_new(a);
	buf_put(&b, S("core: ["));
	for (int i = 0; i < 1000; i++)
		buf_printf(&b, "p%d,", i);
	assert_int_equal(parse(a, arena_cat(a, buf_str(&b), S("]\n")))->problems.n, 0);
	const policy *p = parse(a, arena_cat(a, buf_str(&b), S("q]\n")));
	assert_int_equal(p->problems.n, 1);
	assert_str(p->problems.at[0].what, "more than 1000 entries, which is the limit");
	arena_close(a);
}

static void built_in(void **state)
{
	(void)state;
	for (int k = PROFILE_STANDARD; k <= PROFILE_AUDIT; k++) {
		policy p = policy_built_in((profile)k);
		assert_int_equal(p.fail_on, ERROR);
		assert_false(p.existing_fails);
		assert_int_equal(p.from, POLICY_BUILT_IN);
		for (int i = 0; i < RULE_COUNT; i++) {
			assert_int_equal(p.of[i], RULES[i].of[k]);
			assert_false(p.set[i]);
		}
	}
}

static void bounds(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 26);
	buf b = buf_new(a);
	buf_put(&b, S("files: {exclude: ["));
	buf_repeat(&b, 'a', MAX_PATTERN_BYTES);
	assert_int_equal(parse(a, arena_cat(a, buf_str(&b), S("]}\n")))->problems.n, 0);
	assert_int_equal(parse(a, arena_cat(a, buf_str(&b), S("b]}\n")))->problems.n, 1);
	buf big = buf_new(a);
	buf_put(&big, S("version: 1\n"));
	while (big.n < MAX_POLICY_BYTES - 64)
		buf_put(&big, S("# 234567890123456789012345678901234567890123456789012345678901\n"));
	buf_repeat(&big, '#', MAX_POLICY_BYTES - big.n);
	assert_int_equal(parse(a, buf_str(&big))->problems.n, 0);
	buf_char(&big, '#');
	const policy *p = parse(a, buf_str(&big));
	assert_true(p->problems.n > 0);
	assert_int_equal(p->problems.at[0].code, PROBLEM_TOO_LARGE);
	arena_close(a);
}

/* Every example of docs/policy.md is a policy that parses, and no key has been forgotten there. */
static void page_is_true(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 24);
	FILE *in = fopen(POLICY_PAGE, "rb");
	assert_non_null(in);
	char *bytes = arena_alloc(a, 64 * 1024, 1);
	str page = { bytes, (ptrdiff_t)fread(bytes, 1, 64 * 1024, in) };
	fclose(in);
	assert_true(page.n > 0 && page.n < 64 * 1024);
	str rest = page, line;
	const char *beg = NULL;
	strs keys = { 0 };
	int examples = 0;
	while (str_next(&rest, '\n', &line)) {
		if (str_eq(line, S("```yaml"))) {
			beg = line.p + line.n + 1;
		} else if (beg && str_eq(line, S("```"))) {
			const policy *p = parse(a, (str){ beg, line.p - beg });
			if (p->problems.n)
				fail_msg("docs/policy.md, example %d: %.*s", examples + 1, SARG(p->problems.at[0].what));
			for (ptrdiff_t i = 0; i < p->said.n; i++)
				*LIST_PUSH(a, &keys) = p->said.at[i].name;
			examples++;
			beg = NULL;
		}
	}
	assert_int_equal(examples, 11);
	static const char *const all[] = { "version", "profile", "fail-on", "existing", "rules", "files.include", "files.exclude",
		                           "files.retired", "files.images", "files.commands", "files.gate", "families",
		                           "channels.allow", "channels.deny", "channels.mirrors", "runners", "freeze", "core",
		                           "names", "waivers", "may-override" };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (!strs_has(&keys, str_of(all[i])))
			fail_msg("docs/policy.md has no example of '%s'", all[i]);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(reads_values), cmocka_unit_test(reads_parts), cmocka_unit_test(keeps_keys),
		cmocka_unit_test(long_lists), cmocka_unit_test(page_is_true), cmocka_unit_test(built_in), cmocka_unit_test(bounds) };
	return RUN_ROWS(tells, rows) + RUN_ROWS(tells, part_rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
