/* sample: see sample.h. Places in the sample are real: the carets of an excerpt stand below the word. */
#include "sample.h"

#include "base/buf.h"

static const char environment[] = "channels: [conda-forge]\ndependencies:\n  - python=3.11\n  - numpy\n"
				  "  - pytorch=2.4\n  - scipy>=1.11\n  - caf\xC3\xA9  # envgate-ignore: pin/missing local build\n";

static source *source_of(arena *a, str path, str text)
{
	source *src = NEW(a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = path, .bytes = text, .size_bytes = text.n };
	return src;
}

static span place_of(str text, str word)
{
	span at = { .beg = str_find(text, word), .line = 1, .col = 1 };
	at.end = at.beg + word.n;
	for (ptrdiff_t i = 0; i < at.beg; i++) {
		at.col = text.p[i] == '\n' ? 1 : at.col + 1;
		at.line += text.p[i] == '\n';
	}
	return at;
}

static report front(str command)
{
	return (report){
		.command = command,
		.date = S("2026-11-23"),
		.platform = { .kind = S("github"), .event = S("pull_request"), .pr = 12, .target_ref = S("main"),
		              .head_sha = S("5d6e7f8000000000000000000000000000000000"),
		              .server = S("https://github.com"), .repository = S("o/r"), .head_repository = S("o/r"),
		              .run_id = S("34"), .run_url = S("https://github.com/o/r/actions/runs/34") },
		.base = { REV_COMMIT, S("HEAD^1"), S("1a2b3c4000000000000000000000000000000000") },
		.head = { REV_COMMIT, S("HEAD"), S("5d6e7f8000000000000000000000000000000000") },
		.policy_rev = { REV_COMMIT, S("HEAD^1"), S("1a2b3c4000000000000000000000000000000000") },
		.base_reason = S("merge commit of #12"),
		.range_reason = S("merge commit of #12"),
		.policy_reason = S("merge commit of #12"),
	};
}

static const policy *policy_of(arena *a)
{
	policy *p = NEW(a, policy);
	*p = (policy){ .from = POLICY_TARGET, .path = S(".envgate.yml"), .fail_on = ERROR,
		       .oid = S("9f9f9f9000000000000000000000000000000000") };
	return p;
}

static finding *found(arena *a, report *r, rule_id rule, severity s)
{
	finding *f = LIST_PUSH(a, &r->findings);
	*f = (finding){ .rule = rule, .severity = s, .manager = MANAGER_CONDA };
	return f;
}

static void find_at(finding *f, source *src, const char *word)
{
	f->src = src;
	f->path = src->path;
	f->at = place_of(src->bytes, str_of(word));
	f->subject = f->package = str_of(word);
	f->evidence = f->subject;
}

static void sample_findings(arena *a, report *r, source *src)
{
	finding *f = found(a, r, RULE_pin_missing, ERROR);
	find_at(f, src, "numpy");
	f->fails = true;
	f->message = S("'numpy' has no version, and no lock covers it");
	f->hint = S("write the version you use: 'numpy=1.26'");
	*LIST_PUSH(a, &f->also) = RULE_change_loosened;

	f = found(a, r, RULE_lock_unsatisfied, ERROR);
	find_at(f, src, "pytorch=2.4");
	f->fails = true;
	f->subject = f->package = S("pytorch@linux-64");
	f->message = S("'pytorch=2.4' is not what conda-lock.yml locks for linux-64: 2.3.1");
	f->hint = S("`conda-lock lock --file environment.yml`");
	*LIST_PUSH(a, &f->details) = (detail){ .key = "lock", .kind = DETAIL_TEXT, .text = S("conda-lock.yml") };

	f = found(a, r, RULE_lock_tampered, ERROR);
	*f = (finding){ .rule = RULE_lock_tampered, .severity = ERROR, .fails = true, .path = S("env s/conda-lock.yml"),
		        .subject = S("openssl"), .package = S("openssl"), .evidence = S("openssl 3.3.0 3.3.1"),
		        .message = S("openssl: the file name says 3.3.0, the record 3.3.1"), .hint = S("lock again") };

	f = found(a, r, RULE_pin_open, NOTE);
	find_at(f, src, "scipy>=1.11");
	f->subject = f->package = S("scipy");
	f->message = S("'scipy>=1.11' has no upper bound");
	f->hint = S("add one: 'scipy>=1.11,<2'");

	f = found(a, r, RULE_pin_missing, WARNING);
	find_at(f, src, "caf\xC3\xA9");
	suppression *s = NEW(a, suppression);
	*s = (suppression){ .rule = RULE_pin_missing, .is_inline = true, .reason = S("local build"), .path = src->path,
		            .at = { .line = 7 }, .covers_line = 7 };
	f->waiver = s;
	f->waived = true;
	f->message = S("'caf\xC3\xA9' has no version, and no lock covers it");

	for (int i = 0; i < 2; i++) {
		f = found(a, r, RULE_channel_none, WARNING);
		*f = (finding){ .rule = RULE_channel_none, .severity = WARNING, .state = STATE_EXISTING, .path = S("docs/environment.yml"),
			        .subject = S("channels"), .evidence = S(""), .message = S("no 'channels:': the result depends on the user's settings"),
			        .hint = S("add 'channels: [conda-forge]'") };
	}
	f = found(a, r, RULE_pip_no_pip, NOTE);
	*f = (finding){ .rule = RULE_pip_no_pip, .severity = NOTE, .state = STATE_FIXED, .path = src->path, .subject = S("pip"),
		        .evidence = S("pip"), .message = S("a 'pip:' list without pip") };
}

static void add_change(arena *a, report *r, change c)
{
	c.path = c.path.p ? c.path : S("environment.yml");
	*LIST_PUSH(a, &r->changes) = c;
}

static void add_file(arena *a, report *r, str path, file_kind kind, const char *state)
{
	*LIST_PUSH(a, &r->files) = (report_file){ .path = path, .kind = kind, .state = state };
}

static void sample(arena *a, report *r)
{
	static const spec by_conda = { .manager = MANAGER_CONDA };
	r->policy = policy_of(a);
	r->verdict = VERDICT_FAIL;
	r->exit = 1;
	r->counts = (counts){ .introduced = { [ERROR] = 3, [NOTE] = 1 }, .existing = { [WARNING] = 2 }, .fixed = 1, .waived = 1 };
	sample_findings(a, r, source_of(a, S("environment.yml"), str_of(environment)));
	add_change(a, r, (change){ .topic = TOPIC_CHANNEL, .kind = CHANGE_ADDED, .package = S("conda-forge"), .after = S("#1") });
	add_change(a, r, (change){ .topic = TOPIC_PACKAGE, .kind = CHANGE_LOOSENED, .package = S("numpy"), .manager = MANAGER_CONDA,
		                   .before = S("=1.26"), .after = S(""), .was = &by_conda, .now = &by_conda, .direct = true });
	add_change(a, r, (change){ .topic = TOPIC_PACKAGE, .kind = CHANGE_RAISED, .package = S("pytorch"), .manager = MANAGER_CONDA,
		                   .before = S("=2.3"), .after = S("=2.4"), .was = &by_conda, .now = &by_conda, .direct = true });
	add_file(a, r, S("docs/environment.yml"), FILE_ENVIRONMENT, "unchanged");
	add_file(a, r, S("env s/conda-lock.yml"), FILE_CONDA_LOCK, "modified");
	add_file(a, r, S("environment.yml"), FILE_ENVIRONMENT, "modified");
	add_file(a, r, S("test-environment.yml"), FILE_ENVIRONMENT, "unchanged");
	*LIST_PUSH(a, &r->notes) = (note){ S("not-covered"), S("environment.yml"), S("'-r requirements.txt' is not read") };
}

/* One name in every place at once. */
static void hostile_one(arena *a, report *r, str name, ptrdiff_t at)
{
	source *src = source_of(a, name, arena_cat(a, name, S("\n")));
	finding *f = found(a, r, at % 3 ? RULE_pin_missing : RULE_channel_not_allowed, at % 2 ? ERROR : WARNING);
	f->path = f->subject = f->package = f->evidence = name;
	/* By hand: printf stops at a NUL. */
	f->message = arena_cat(a, S("'"), arena_cat(a, name, S("' has no version")));
	f->hint = arena_cat(a, S("write "), name);
	f->src = src;
	f->at = (span){ .beg = 0, .end = name.n, .line = 1, .col = 1 };
	f->fails = f->severity == ERROR;
	if (at % 3 == 1) {
		suppression *s = NEW(a, suppression);
		*s = (suppression){ .rule = f->rule, .path = name, .reason = name, .is_inline = at % 2 };
		f->waiver = s;
		f->waived = true;
		f->fails = false;
	}
	if (at % 5 == 0)
		f->state = STATE_EXISTING;
	add_change(a, r, (change){ .topic = TOPIC_CHANNEL, .kind = CHANGE_ADDED, .package = name, .after = name, .path = name });
	add_change(a, r, (change){ .topic = TOPIC_PACKAGE, .kind = CHANGE_RAISED, .package = name, .manager = MANAGER_CONDA, .path = name,
		                   .before = name, .after = name, .platform = name, .variant = name, .direct = true });
	add_file(a, r, name, FILE_ENVIRONMENT, "modified");
	add_file(a, r, arena_cat(a, S("fine/"), name), FILE_ENVIRONMENT, "modified");
	*LIST_PUSH(a, &r->notes) = (note){ S("unread"), name, arena_cat(a, S("cannot read "), name) };
}

static void hostile(arena *a, const strs *names, report *r)
{
	r->policy = policy_of(a);
	r->verdict = VERDICT_FAIL;
	r->exit = 1;
	for (ptrdiff_t i = 0; i < names->n; i++)
		hostile_one(a, r, names->at[i], i);
	r->base.name = r->head.name = r->base_reason = names->at[names->n / 2];
	r->counts = (counts){ .introduced = { [ERROR] = (int)names->n } };
}

static void many(arena *a, report *r)
{
	r->policy = policy_of(a);
	r->verdict = VERDICT_FAIL;
	r->exit = 1;
	for (int i = 0; i < 6000; i++) {
		finding *f = found(a, r, RULE_pin_missing, ERROR);
		f->path = arena_printf(a, "e%d/environment.yml", i % 100);
		f->subject = f->package = f->evidence = arena_printf(a, "p%d", i);
		f->message = arena_printf(a, "'p%d' has no version", i);
		f->fails = i < 5500;
	}
	r->counts = (counts){ .introduced = { [ERROR] = 6000 } };
}

/* As long as paths, names and messages can be. */
static void huge(arena *a, report *r)
{
	enum { PATH_BYTES = 4000, FINDINGS = 2000 };
	buf b = buf_new(a);
	buf_repeat(&b, '"', PATH_BYTES);
	str filler = buf_str(&b);
	r->policy = policy_of(a);
	r->verdict = VERDICT_FAIL;
	r->exit = 1;
	for (int i = 0; i < FINDINGS; i++) {
		finding *f = found(a, r, RULE_pin_missing, ERROR);
		f->path = arena_printf(a, "%d/%.*s", i, SARG(filler));
		f->subject = f->package = f->evidence = f->path;
		f->message = f->hint = filler;
		f->fails = true;
	}
	r->counts = (counts){ .introduced = { [ERROR] = FINDINGS } };
}

bool sample_report(arena *a, str kind, const strs *names, report *out)
{
	bool named = str_eq(kind, S("diff")) || str_eq(kind, S("verify"));
	*out = front(named ? kind : S("check"));
	if (str_eq(kind, S("sample")) || named) {
		sample(a, out);
	} else if (str_eq(kind, S("hostile"))) {
		hostile(a, names, out);
	} else if (str_eq(kind, S("many"))) {
		many(a, out);
	} else if (str_eq(kind, S("huge"))) {
		huge(a, out);
	} else if (str_eq(kind, S("pass"))) {
		out->policy = policy_of(a);
		add_file(a, out, S("environment.yml"), FILE_ENVIRONMENT, "modified");
	} else if (str_eq(kind, S("nothing"))) {
		out->policy = policy_of(a);
		out->verdict = VERDICT_NOTHING;
	} else if (str_eq(kind, S("empty"))) {
		out->policy = policy_of(a);
		out->base = (revision){ 0 };
		out->verdict = VERDICT_NOTHING;
		out->exit = 6;
	} else if (str_eq(kind, S("error"))) {
		out->verdict = VERDICT_ERROR;
		out->exit = 2;
		out->error = err_hint(a, err_new(a, ERR_USAGE, "unknown option '--stagd'"), "did you mean --staged?");
	} else {
		return false;
	}
	if (str_eq(kind, S("diff"))) {
		out->findings = (findings){ 0 };
		out->verdict = VERDICT_PASS;
		out->exit = 0;
	}
	if (str_eq(kind, S("verify"))) {
		out->base = (revision){ 0 };
		out->head = (revision){ .kind = REV_PREFIX, .name = S("../env") };
	}
	return true;
}
