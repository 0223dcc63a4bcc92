/* t_floor: what a repository's policy may say above an organisation's, key by key, in both directions. */
#include "rows.h"

#include "gate/floor.h"
#include "read/policyfile.h"

#include "base/buf.h"

static const policy *parse(arena *a, const char *text, const char *path)
{
	source *src = NEW(a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = str_of(path), .bytes = str_of(text) };
	const policy *p = policyfile_read(a, src, POLICY_TARGET);
	assert_int_equal(p->problems.n, 0);
	return p;
}

typedef struct row {
	const char *name, *floor, *own;
	const char *want; /* "LINE what" of each loosening */
} row;

static const row rows[] = {
	{ "nothing is said", "version: 1\n", "version: 1\n", "" },
	/* profile */
	{ "a weaker profile", "profile: strict\n", "profile: standard\n", "1 'profile: standard' is looser than the floor's 'strict'" },
	{ "audit is weaker than what a floor does not say", "version: 1\n", "profile: audit\n", "1 'profile: audit' is looser than the floor's 'standard'" },
	{ "a stricter profile", "profile: standard\n", "profile: strict\n", "" },
	{ "the same profile", "profile: strict\n", "profile: strict\n", "" },
	{ "a profile that may be overridden", "profile: strict\nmay-override: [profile]\n", "profile: standard\n", "" },
	/* fail-on, existing */
	{ "a higher fail-on", "fail-on: warning\n", "fail-on: error\n", "1 'fail-on: error' is looser than the floor's 'warning'" },
	{ "never", "version: 1\n", "fail-on: never\n", "1 'fail-on: never' is looser than the floor's 'error'" },
	{ "a lower fail-on", "fail-on: error\n", "fail-on: note\n", "" },
	{ "a fail-on that may be overridden", "fail-on: note\nmay-override: [fail-on]\n", "fail-on: never\n", "" },
	{ "existing that no longer fails", "existing: fail\n", "version: 1\nexisting: note\n", "2 'existing: note' is looser than the floor's 'fail'" },
	{ "existing that fails now", "existing: note\n", "existing: fail\n", "" },
	{ "existing that may be overridden", "existing: fail\nmay-override: [existing]\n", "existing: note\n", "" },
	/* rules */
	{ "a rule that the floor sets", "rules: {pin/open: error}\n", "rules:\n  pin/open: warning\n", "2 'rules.pin/open: warning' is looser than the floor's 'error'" },
	{ "a rule that the floor leaves as it is", "version: 1\n", "rules: {pin/missing: off}\n", "1 'rules.pin/missing: off' is looser than the floor's 'error'" },
	{ "a rule made stricter", "rules: {pin/open: note}\n", "rules: {pin/open: error}\n", "" },
	{ "one rule may be overridden", "rules: {pin/open: error}\nmay-override: [rules.pin/open]\n", "rules: {pin/open: off, pin/build: off}\n", "1 'rules.pin/build: off' is looser than the floor's 'warning'" },
	{ "all rules may", "rules: {pin/open: error}\nmay-override: [rules]\n", "rules: {pin/open: off, pin/build: off}\n", "" },
	/* files */
	{ "an include less", "files: {include: [a, b]}\n", "files: {include: [b]}\n", "1 'files.include' drops 'a'" },
	{ "an include more", "files: {include: [a]}\n", "files: {include: [b, a]}\n", "" },
	{ "an exclude more", "files: {exclude: [a]}\n", "files:\n  exclude: [a, b]\n", "2 'files.exclude' lets 'b' pass, which the floor does not" },
	{ "an exclude less", "files: {exclude: [a, b]}\n", "files: {exclude: [b]}\n", "" },
	{ "an exclude that may be overridden", "may-override: [files.exclude]\n", "files: {exclude: [x]}\n", "" },
	{ "a retired file more", "version: 1\n", "files: {retired: [a]}\n", "1 'files.retired' lets 'a' pass, which the floor does not" },
	{ "a retired file less", "files: {retired: [a]}\n", "files: {retired: []}\n", "" },
	{ "images, commands and gate less", "files: {images: [a], commands: [b], gate: [c]}\n", "files:\n  images: []\n  commands: []\n  gate: []\n", "2 'files.images' drops 'a'; 3 'files.commands' drops 'b'; 4 'files.gate' drops 'c'" },
	{ "images, commands and gate more", "version: 1\n", "files: {images: [a], commands: [b], gate: [c]}\n", "" },
	/* core, names */
	{ "a core package less", "core: [a, b]\n", "core: [a]\n", "1 'core' drops 'b'" },
	{ "a core package more", "core: [a]\n", "core: [a, b]\n", "" },
	{ "core may be overridden", "core: [a]\nmay-override: [core]\n", "core: []\n", "" },
	{ "a pair less", "names: {a: b}\n", "names: {c: d}\n", "1 'names' drops 'a'" },
	{ "another pair", "names: {a: b}\n", "names: {a: c}\n", "1 'names' calls a 'c', which is 'b'" },
	{ "a pair against the built-in table", "version: 1\n", "names: {torch: harmless}\n", "1 'names' calls torch 'harmless', which is 'pytorch'" },
	{ "a pair more", "names: {a: b}\n", "names: {a: b, c: d}\n", "" },
	{ "names may be overridden", "names: {a: b}\nmay-override: [names]\n", "names: {a: c}\n", "" },
	/* channels */
	{ "a channel that the floor does not allow", "channels: {allow: [conda-forge]}\n", "channels: {allow: [conda-forge, evil]}\n", "1 'channels.allow' lets 'evil' pass, which the floor does not" },
	{ "a name on another host", "channels: {allow: [conda-forge]}\n", "channels: {allow: [\"https://evil.example/conda-forge\"]}\n", "1 'channels.allow' lets 'https://evil.example/conda-forge' pass, which the floor does not" },
	{ "all channels", "channels: {allow: [conda-forge]}\n", "channels: {allow: []}\n", "1 'channels.allow: []' allows every channel" },
	{ "fewer channels, by another spelling", "channels: {allow: [conda-forge, nvidia]}\n", "channels: {allow: [\"https://conda.anaconda.org/conda-forge/label/main\"]}\n", "" },
	{ "a first list of channels", "version: 1\n", "channels: {allow: [x]}\n", "" },
	{ "channels may be overridden", "channels: {allow: [x]}\nmay-override: [channels.allow]\n", "channels: {allow: [y]}\n", "" },
	{ "a deny less", "channels: {deny: [defaults, x]}\n", "channels: {deny: [y]}\n", "1 'channels.deny' drops 'defaults'; 1 'channels.deny' drops 'x'" },
	{ "half of defaults", "channels: {deny: [defaults]}\n", "channels: {deny: [pkgs/main]}\n", "1 'channels.deny' drops 'defaults'" },
	{ "a deny more", "channels: {deny: [x]}\n", "channels: {deny: [x, y]}\n", "" },
	{ "a wider deny", "channels: {deny: [x/label/y, defaults]}\n", "channels: {deny: [\"https://conda.anaconda.org\", \"https://repo.anaconda.com\"]}\n", "" },
	{ "deny may be overridden", "channels: {deny: [x]}\nmay-override: [channels.deny]\n", "channels: {deny: []}\n", "" },
	{ "a mirror more", "channels: {mirrors: {a: [\"https://m/a\"]}}\n", "channels: {mirrors: {a: [\"https://m/a\", \"https://n/a\"]}}\n", "1 'channels.mirrors' lets 'a: https://n/a' pass, which the floor does not" },
	{ "a mirror less", "channels: {mirrors: {a: [\"https://m/a\"]}}\n", "channels: {mirrors: {}}\n", "" },
	{ "mirrors may be overridden", "may-override: [channels.mirrors]\n", "channels: {mirrors: {a: [\"https://m/a\"]}}\n", "" },
	/* families */
	{ "a family less", "families: [{name: t, files: [a]}]\n", "families: [{name: u, files: [a]}]\n", "1 'families' drops 't'" },
	{ "a family more", "families: [{name: t, files: [a]}]\n", "families: [{name: t, files: [a]}, {name: u, files: [a], may-differ: [x]}]\n", "" },
	{ "a file less", "families: [{name: t, files: [a, b]}]\n", "families:\n  - {name: t, files: {dev: b}}\n", "2 family 't' drops the file 'a'" },
	{ "another lock", "families: [{name: t, files: [a], lock: l}]\n", "families: [{name: t, files: [a]}]\n", "1 family 't' has not the lock 'l'" },
	{ "requirements less", "families: [{name: t, files: [a], requirements: [r]}]\n", "families: [{name: t, files: [a]}]\n", "1 family 't' drops the requirements 'r'" },
	{ "more may differ", "families: [{name: t, files: [a], may-differ: [x]}]\n", "families: [{name: t, files: [a], may-differ: [x, y]}]\n", "1 family 't' lets 'y' differ" },
	{ "less may differ", "families: [{name: t, files: [a], may-differ: [x]}]\n", "families: [{name: t, files: [a, b], lock: l}]\n", "" },
	{ "no GPU where one is required", "families: [{name: t, files: [a], gpu: required}]\n", "families: [{name: t, files: [a], gpu: none}]\n", "1 family 't' says gpu: none" },
	{ "gpu left out where it is required", "families: [{name: t, files: [a], gpu: required}]\n", "families: [{name: t, files: [a]}]\n", "1 family 't' says gpu: auto" },
	{ "no GPU where none is needed", "families: [{name: t, files: [a], gpu: none}]\n", "families: [{name: t, files: [a], gpu: none}]\n", "" },
	{ "a GPU required", "families: [{name: t, files: [a]}]\n", "families: [{name: t, files: [a], gpu: required}]\n", "" },
	{ "families may be overridden", "families: [{name: t, files: [a]}]\nmay-override: [families]\n", "families: []\n", "" },
	/* runners */
	{ "a runner less", "runners: [{name: a}]\n", "runners: [{name: b}]\n", "1 'runners' drops 'a'" },
	{ "a newer driver", "runners: [{name: a, driver: \">=535.54.03\"}]\n", "runners: [{name: a, driver: \">=535.104\"}]\n", "1 runner 'a' says nothing of driver 535.54.03" },
	{ "no driver", "runners: [{name: a, driver: 535}]\n", "runners: [{name: a}]\n", "1 runner 'a' says nothing of driver 535" },
	{ "an older driver", "runners: [{name: a, driver: 535.104}]\n", "runners: [{name: a, driver: 535.54.03}, {name: b}]\n", "" },
	{ "an architecture less", "runners: [{name: a, arch: [7.0, 8.0]}]\n", "runners: [{name: a, arch: [8.0]}]\n", "1 runner 'a' drops arch 7.0" },
	{ "runners may be overridden", "runners: [{name: a}]\nmay-override: [runners]\n", "runners: []\n", "" },
	/* freeze */
	{ "a frozen package less", "freeze: [{packages: [a, b]}]\n", "freeze: [{packages: [b]}]\n", "1 'freeze' drops 'a'" },
	{ "a wider window", "freeze: [{packages: [a], windows: [01-01..01-14]}]\n", "freeze: [{packages: [a], windows: [01-01..01-15]}]\n", "1 'freeze' lets 'a' change on more days" },
	{ "a first window", "freeze: [{packages: [a]}]\n", "freeze: [{packages: [a], windows: [02-29..02-29]}]\n", "1 'freeze' lets 'a' change on more days" },
	{ "a narrower window", "freeze: [{packages: [a], windows: [01-01..01-14]}]\n", "freeze: [{packages: [a, b], windows: [01-02..01-14]}]\n", "" },
	{ "the same days in two windows over new year", "freeze: [{packages: [a], windows: [12-20..01-06]}]\n", "freeze: [{packages: [a], windows: [12-20..12-31, 01-01..01-06]}]\n", "" },
	{ "two freezes of a package leave what both leave", "freeze: [{packages: [a], windows: [03-01..03-02]}]\n", "freeze: [{packages: [a], windows: [01-01..03-02]}, {packages: [a], windows: [03-01..12-31]}]\n", "" },
	{ "no window left", "freeze: [{packages: [a], windows: [01-01..12-31]}]\n", "freeze: [{packages: [a]}]\n", "" },
	{ "freeze may be overridden", "freeze: [{packages: [a]}]\nmay-override: [freeze]\n", "freeze: []\n", "" },
	/* waivers */
	{ "a waiver more", "version: 1\n", "waivers:\n  - {rule: pin/open, path: a, reason: r}\n", "2 a waiver of pin/open that the floor has not" },
	{ "the floor's own waiver", "waivers: [{rule: pin/open, path: a, reason: r}]\n", "waivers: [{reason: r, rule: pin/open, path: a}]\n", "" },
	{ "the same for longer", "waivers: [{rule: pin/open, path: a, reason: r, until: 2026-01-01}]\n", "waivers: [{rule: pin/open, path: a, reason: r}]\n", "1 a waiver of pin/open that the floor has not" },
	{ "a waiver less", "waivers: [{rule: pin/open, path: a, reason: r}]\n", "waivers: []\n", "" },
	{ "waivers may be overridden", "may-override: [waivers]\n", "waivers: [{rule: pin/open, path: a, reason: r}]\n", "" },
	/* what only a floor says */
	{ "a repository cannot free itself", "fail-on: warning\n", "fail-on: error\nmay-override: [fail-on]\n", "1 'fail-on: error' is looser than the floor's 'warning'" },
	{ "the order of keys is the order of places", "core: [a]\nfail-on: note\n", "core: []\nfail-on: error\n", "1 'core' drops 'a'; 2 'fail-on: error' is looser than the floor's 'note'" },
};

static void compares(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 24);
	problems told = { 0 };
	floor_merge(a, parse(a, r->own, ".envgate.yml"), parse(a, r->floor, "org.yml"), &told);
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < told.n; i++) {
		buf_printf(&b, "%s%d %.*s", i ? "; " : "", told.at[i].at.line, SARG(told.at[i].what));
		assert_true(told.at[i].hint.n > 0);
	}
	assert_str(b.n ? buf_str(&b) : S(""), r->want);
	arena_close(a);
}

static void hints(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 24);
	problems told = { 0 };
	floor_merge(a, parse(a, "profile: audit\ncore: []\n", "p"), parse(a, "version: 1\ncore: [x]\n", "org.yml"), &told);
	assert_int_equal(told.n, 2);
	assert_str(told.at[0].hint, "write 'profile: standard' or stricter, or leave it out, as the floor (org.yml) wants it; it would have to list profile under may-override");
	assert_str(told.at[1].hint, "write 'x' there as well, or leave the key out, as the floor (org.yml:2) wants it; it would have to list core under may-override");
	arena_close(a);
}

/* What is left out is the floor's; what is said is the repository's. */
static void merges(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 24);
	const policy *floor = parse(a, "profile: standard\nfail-on: warning\nexisting: fail\nrules: {pin/open: warning, pin/build: error}\ncore: [x]\n"
	                               "channels: {allow: [conda-forge], deny: [defaults]}\nfreeze: [{packages: [python]}]\n"
	                               "waivers: [{rule: pin/open, path: a, reason: r}]\nfiles: {exclude: [docs/]}\n",
	                            "org.yml");
	problems told = { 0 };
	const policy *p = floor_merge(a, parse(a, "profile: strict\nrules: {pin/open: error}\nfail-on: note\nchannels: {allow: [conda-forge/label/x]}\n", "p"), floor, &told);
	assert_int_equal(told.n, 0);
	assert_int_equal(p->from, POLICY_TARGET);
	assert_str(p->path, "p");
	assert_int_equal(p->profile, PROFILE_STRICT);
	assert_int_equal(p->fail_on, NOTE);
	assert_true(p->existing_fails);
	assert_int_equal(p->of[RULE_pin_open], ERROR);
	assert_int_equal(p->of[RULE_pin_build], ERROR);
	assert_int_equal(p->of[RULE_pin_missing], RULES[RULE_pin_missing].of[PROFILE_STRICT]);
	assert_true(p->set[RULE_pin_build] && p->set[RULE_pin_open] && !p->set[RULE_pin_missing]);
	assert_str(p->core.at[0], "x");
	assert_str(p->allow.at[0], "conda-forge/label/x");
	assert_str(p->deny.at[0], "defaults");
	assert_str(p->freezes.at[0].packages.at[0], "python");
	assert_str(p->exclude.at[0], "docs/");
	assert_int_equal(p->waivers.n, 1);

	p = floor_merge(a, NULL, floor, &told);
	assert_int_equal(told.n, 0);
	assert_int_equal(p->from, POLICY_FLOOR);
	assert_str(p->path, "org.yml");
	assert_int_equal(p->fail_on, WARNING);

	/* a profile that the floor lets go does not take the floor's own rules along */
	floor = parse(a, "rules: {pin/open: error}\nmay-override: [profile]\n", "org.yml");
	p = floor_merge(a, parse(a, "profile: audit\n", "p"), floor, &told);
	assert_int_equal(told.n, 0);
	assert_int_equal(p->of[RULE_pin_open], ERROR);
	assert_int_equal(p->of[RULE_pin_build], NOTE);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(hints), cmocka_unit_test(merges) };
	return RUN_ROWS(compares, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
