/* log_axis: time as places: years or months below a drawing, freeze windows behind it. */
#include "write/log_lanes.h"

#include "base/day.h"

enum {
	MOST_BANDS = 200, /* freeze windows */
	MOST_TICKS = 6,
};

long long lane_part(const picture *p, long long time_s)
{
	if (time_s <= p->from_s || p->to_s <= p->from_s)
		return 0;
	return time_s >= p->to_s ? WHOLE : (time_s - p->from_s) * 1000 / ((p->to_s - p->from_s) / 1000 + 1);
}

void lane_percent(buf *out, const char *name, long long part)
{
	buf_printf(out, " %s=\"%lld.%02lld%%\"", name, part / 10000, part % 10000 / 100);
}

static void put_band(const picture *p, long long from_day, long long to_day, int height)
{
	long long from = lane_part(p, from_day * 86400), to = lane_part(p, (to_day + 1) * 86400);
	if (to <= from)
		return;
	buf_printf(p->out, "<rect class=\"freeze\" y=\"0\" height=\"%d\"", height);
	lane_percent(p->out, "x", from);
	lane_percent(p->out, "width", to - from);
	buf_printf(p->out, "><title>freeze window %.*s to %.*s</title></rect>\n", SARG(day_text(p->out->a, from_day)),
	           SARG(day_text(p->out->a, to_day)));
}

static int year_at(const picture *p, long long time_s)
{
	str day = day_of_seconds(p->out->a, time_s);
	int year = 0;
	for (ptrdiff_t i = 0; i < 4 && i < day.n; i++)
		year = 10 * year + day.p[i] - '0';
	return year;
}

static bool day_in(const picture *p, int year, int month_day, long long *out)
{
	arena *a = p->out->a;
	return day_parse(arena_printf(a, "%04d-%02d-%02d", year, month_day / 100, month_day % 100), out) ||
	       day_parse(arena_printf(a, "%04d-02-28", year), out);
}

void lane_windows(const picture *p, int height)
{
	int last = year_at(p, p->to_s), bands = 0;
	for (int year = year_at(p, p->from_s) - 1; year <= last; year++)
		for (ptrdiff_t i = 0; i < p->t->windows.n && bands < MOST_BANDS; i++, bands++) {
			window w = p->t->windows.at[i];
			long long from, to;
			if (day_in(p, year, w.from, &from) && day_in(p, year + (w.from > w.to), w.to, &to))
				put_band(p, from, to, height);
		}
}

static void put_tick(const picture *p, long long day, bool months, int height)
{
	long long at = lane_part(p, day * 86400);
	str text = day_text(p->out->a, day);
	if (at <= 0 || at >= WHOLE)
		return;
	buf_printf(p->out, "<line class=\"tick\" y1=\"0\" y2=\"%d\"", height - AXIS_PX);
	lane_percent(p->out, "x1", at);
	lane_percent(p->out, "x2", at);
	buf_printf(p->out, "/><text class=\"year\" text-anchor=\"%s\" y=\"%d\"", at > WHOLE * 9 / 10 ? "end" : "middle", height - 3);
	lane_percent(p->out, "x", at);
	buf_printf(p->out, ">%.*s</text>\n", SARG(str_head(text, months ? 7 : 4)));
}

/* At most six marks: first days of years, or of months where the time is short. */
void lane_axis(const picture *p, int height)
{
	int first = year_at(p, p->from_s), last = year_at(p, p->to_s), years = last - first;
	long long day;
	if (years >= 3) {
		int every = (years + MOST_TICKS - 1) / MOST_TICKS;
		for (int year = first + 1; year <= last; year++)
			if ((last - year) % every == 0 && day_in(p, year, 101, &day))
				put_tick(p, day, false, height);
		return;
	}
	long long months = (p->to_s - p->from_s) / (86400 * 30);
	int every = months <= MOST_TICKS ? 1 : months <= 3 * MOST_TICKS ? 3 : 6;
	for (int year = first; year <= last; year++)
		for (int month = 1; month <= 12; month += every)
			if (day_in(p, year, 100 * month + 1, &day))
				put_tick(p, day, true, height);
}
