/* log_json: envgate.log/1, described in docs/log.schema.json. Every event, whatever text leaves out. */
#include "write/log_in.h"

#include "base/utf8.h"
#include "write/jsonw.h"

static void pair(jsonw *j, const char *key, str s)
{
	jsonw_pair(j, key, s.p ? utf8_repair(j->out->a, s) : s);
}

static void row(jsonw *j)
{
	jsonw_line(j, 2);
	jsonw_open(j, '{');
}

static void commit_of(jsonw *j, const char *key, const timeline *t, ptrdiff_t at)
{
	pair(j, key, at < 0 ? (str){ 0 } : t->moments.at[at].oid);
}

static void pin(jsonw *j, const pin_key *k)
{
	pair(j, "path", k->path);
	pair(j, "package", k->package);
	pair(j, "manager", str_of(manager_name(k->manager)));
}

static void list(jsonw *j, const char *key, const strs *all)
{
	jsonw_key(j, key);
	jsonw_open(j, '[');
	for (ptrdiff_t i = 0; i < all->n; i++)
		jsonw_text(j, utf8_repair(j->out->a, all->at[i]));
	jsonw_close(j, ']');
}

static void begin(jsonw *j, const char *key)
{
	jsonw_line(j, 1);
	jsonw_key(j, key);
	jsonw_open(j, '[');
}

static void end(jsonw *j)
{
	jsonw_close(j, ']');
}

static void put_moments(jsonw *j, const timeline *t)
{
	begin(j, "commits");
	for (ptrdiff_t i = 0; i < t->moments.n; i++) {
		const moment *m = &t->moments.at[i];
		row(j);
		pair(j, "commit", m->oid);
		pair(j, "date", m->date);
		jsonw_count(j, "time", m->time_s);
		pair(j, "author", m->author);
		pair(j, "subject", m->subject);
		jsonw_key(j, "merge");
		jsonw_bool(j, m->is_merge);
		jsonw_close(j, '}');
	}
	end(j);
}

static void put_events(jsonw *j, const timeline *t)
{
	begin(j, "events");
	for (ptrdiff_t i = 0; i < t->events.n; i++) {
		const pin_event *e = &t->events.at[i];
		const moment *m = &t->moments.at[e->at];
		row(j);
		pair(j, "date", m->date);
		pair(j, "commit", m->oid);
		pair(j, "author", m->author);
		pin(j, &e->key);
		pair(j, "kind", str_of(change_kind_name(e->kind)));
		pair(j, "before", e->before);
		pair(j, "after", e->after);
		pair(j, "strength_before", e->before.p ? str_of(strength_name(e->was_pin)) : (str){ 0 });
		pair(j, "strength", e->after.p ? str_of(strength_name(e->pin)) : (str){ 0 });
		pair(j, "selector", e->platform);
		pair(j, "was_path", str_eq(e->was.path, e->key.path) ? (str){ 0 } : e->was.path);
		pair(j, "was_manager", e->was.manager == e->key.manager ? (str){ 0 } : str_of(manager_name(e->was.manager)));
		jsonw_key(j, "major");
		jsonw_bool(j, e->major);
		jsonw_key(j, "new_file");
		jsonw_bool(j, e->new_file);
		jsonw_key(j, "gone_file");
		jsonw_bool(j, e->gone_file);
		jsonw_close(j, '}');
	}
	end(j);
}

static void put_blame(jsonw *j, const timeline *t)
{
	begin(j, "blame");
	for (ptrdiff_t i = 0; i < t->blame.n; i++)
		for (ptrdiff_t k = 0; k < t->blame.at[i].pins.n; k++) {
			const blamed *b = &t->blame.at[i].pins.at[k];
			row(j);
			pin(j, &b->key);
			jsonw_count(j, "line", b->line);
			pair(j, "text", b->text);
			pair(j, "strength", str_of(strength_name(b->pin)));
			commit_of(j, "commit", t, b->at);
			pair(j, "kind", b->at < 0 ? (str){ 0 } : str_of(change_kind_name(b->kind)));
			pair(j, "before", b->before);
			jsonw_close(j, '}');
		}
	end(j);
}

static void put_lives(jsonw *j, const timeline *t)
{
	begin(j, "pins");
	for (ptrdiff_t i = 0; i < t->lives.n; i++) {
		const pin_life *p = &t->lives.at[i];
		row(j);
		pin(j, &p->key);
		jsonw_count(j, "days", p->alive_s / 86400);
		jsonw_count(j, "loose_days", p->loose_s / 86400);
		jsonw_count(j, "moved", p->moved);
		jsonw_count(j, "moved_in_lock", p->lock_moved);
		jsonw_key(j, "present");
		jsonw_bool(j, p->is_there);
		pair(j, "strength", str_of(strength_name(p->pin)));
		pair(j, "constraint", p->constraint);
		jsonw_close(j, '}');
	}
	end(j);
}

static void put_breaks(jsonw *j, const timeline *t)
{
	begin(j, "lock_breaks");
	for (ptrdiff_t i = 0; i < t->breaks.n; i++) {
		const lock_break *b = &t->breaks.at[i];
		pin_key k = { b->path, b->package, b->manager };
		row(j);
		pair(j, "lock", b->lock);
		pin(j, &k);
		pair(j, "spec", b->spec);
		pair(j, "locked", b->instead);
		commit_of(j, "broke", t, b->broke);
		commit_of(j, "repaired", t, b->repaired);
		jsonw_close(j, '}');
	}
	end(j);
}

static void put_partings(jsonw *j, const timeline *t)
{
	begin(j, "apart");
	for (ptrdiff_t i = 0; i < t->partings.n; i++) {
		const parting *p = &t->partings.at[i];
		row(j);
		pair(j, "package", p->package);
		pair(j, "manager", str_of(manager_name(p->manager)));
		list(j, "files", &p->files);
		list(j, "constraints", &p->sets);
		commit_of(j, "from", t, p->from);
		commit_of(j, "to", t, p->to);
		jsonw_close(j, '}');
	}
	end(j);
}

static void put_reviews(jsonw *j, const timeline *t)
{
	begin(j, "reviews");
	for (ptrdiff_t i = 0; i < t->reviews.n; i++) {
		const review *r = &t->reviews.at[i];
		row(j);
		pin(j, &r->key);
		pair(j, "constraint", r->constraint);
		pair(j, "strength", str_of(strength_name(r->pin)));
		commit_of(j, "changed", t, r->changed);
		jsonw_key(j, "age_days");
		if (r->age_days < 0)
			jsonw_null(j);
		else
			jsonw_number(j, r->age_days);
		pair(j, "last_review", r->last_review);
		jsonw_key(j, "due");
		jsonw_bool(j, r->is_due);
		jsonw_key(j, "open");
		jsonw_bool(j, r->is_open);
		pair(j, "window_from", r->due_from);
		pair(j, "window_to", r->due_to);
		pair(j, "next", r->next);
		jsonw_close(j, '}');
	}
	end(j);
}

static void put_gaps(jsonw *j, const timeline *t)
{
	begin(j, "unreadable");
	for (ptrdiff_t i = 0; i < t->gaps.n; i++) {
		row(j);
		pair(j, "path", t->gaps.at[i].path);
		commit_of(j, "commit", t, t->gaps.at[i].at);
		jsonw_close(j, '}');
	}
	end(j);
}

void log_json(buf *out, const timeline *t)
{
	jsonw j = { .out = out };
	jsonw_open(&j, '{');
	jsonw_pair(&j, "schema", S("envgate.log/1"));
	jsonw_key(&j, "tool");
	jsonw_open(&j, '{');
	jsonw_pair(&j, "name", S("envgate"));
	jsonw_pair(&j, "version", S(ENVGATE_VERSION));
	jsonw_close(&j, '}');
	jsonw_pair(&j, "date", t->date);
	jsonw_line(&j, 1);
	jsonw_key(&j, "head");
	jsonw_open(&j, '{');
	pair(&j, "name", t->head_name);
	pair(&j, "oid", t->head_oid);
	jsonw_close(&j, '}');
	list(&j, "paths", &t->paths);
	list(&j, "packages", &t->packages);
	pair(&j, "since", t->since);
	jsonw_count(&j, "visited", t->visited);
	list(&j, "ends", &t->ends);
	put_moments(&j, t);
	put_events(&j, t);
	if (t->with_blame || t->with_drift || t->with_freeze)
		put_blame(&j, t);
	if (t->with_drift) {
		put_lives(&j, t);
		put_breaks(&j, t);
		put_partings(&j, t);
	}
	if (t->with_freeze)
		put_reviews(&j, t);
	put_gaps(&j, t);
	list(&j, "notes", &t->notes);
	jsonw_close(&j, '}');
	buf_char(out, '\n');
}
