/* smoke: see smoke.h. The formula stands once in data/smoke.ptx and once here; the fake driver of the
 * tests has a third copy, written apart, so that a slip in one shows. */
#include "edge/smoke.h"

#include "base/buf.h"

const smoke_header SMOKE_HEADERS[] = {
	{ "6.0/sm_30", ".version 6.0\n.target sm_30\n" },
	{ "6.3/sm_75", ".version 6.3\n.target sm_75\n" },
	{ "8.7/sm_75", ".version 8.7\n.target sm_75\n" },
};
const int SMOKE_HEADER_COUNT = (int)(sizeof SMOKE_HEADERS / sizeof *SMOKE_HEADERS);

str smoke_image(arena *a, const smoke_header *h)
{
	return arena_cat(a, str_of(h->lines), str_of(SMOKE_PTX));
}

str smoke_empty(arena *a, const smoke_header *h, int isa)
{
	str target = str_of(h->name);
	target = str_from(target, str_find_byte(target, '/') + 1);
	return arena_printf(a, ".version %d.%d\n.target %.*s\n.address_size 64\n.visible .entry envgate_empty()\n{\n\tret;\n}\n",
	                    isa / 10, isa % 10, SARG(target));
}

void smoke_input(uint32_t *in)
{
	uint32_t x = 0x2545F491u; /* a fixed walk (xorshift32), so that no word repeats in a pattern */
	for (uint32_t i = 0; i < SMOKE_N; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		in[i] = x;
	}
}

static uint32_t element(uint32_t i, uint32_t in)
{
	uint32_t h = (i ^ SMOKE_SEED) * 0x9E3779B9u;
	h ^= h >> 15;
	h *= 0x735A2D97u;
	h ^= h >> 13;
	h += i;
	return (in * SMOKE_MUL) ^ h;
}

static uint64_t fnv(uint64_t hash, uint64_t word)
{
	return (hash ^ word) * 0x100000001B3u;
}

static void wrong_at(smoke_verdict *v, int how, uint32_t i, uint32_t got, uint32_t want)
{
	if (v->first < 0) {
		v->first = i;
		v->got = got;
		v->want = want;
	}
	v->wrong |= how;
}

smoke_verdict smoke_check(const smoke_result *r)
{
	smoke_verdict v = { .first = -1, .hash = 0xCBF29CE484222325u };
	uint64_t sum = 0;
	for (uint32_t i = 0; i < SMOKE_N; i++) {
		uint32_t want = element(i, r->in[i]), got = r->out[i];
		sum += (uint64_t)want * (2 * i + 1);
		v.hash = fnv(v.hash, got);
		if (got != want)
			wrong_at(&v, got == SMOKE_PRESET ? SMOKE_ELEMENTS | SMOKE_UNTOUCHED : SMOKE_ELEMENTS, i, got, want);
	}
	for (uint32_t i = SMOKE_N; i < SMOKE_N + SMOKE_CANARY; i++)
		if (r->out[i] != SMOKE_PRESET)
			wrong_at(&v, SMOKE_OVERRUN, i, r->out[i], SMOKE_PRESET);
	v.wrong |= (r->sum != sum ? SMOKE_SUM : 0) | (r->count != SMOKE_N ? SMOKE_COUNT : 0);
	v.hash = fnv(fnv(v.hash, r->sum), r->count);
	return v;
}

str smoke_words(arena *a, int wrong)
{
	static const char *const words[] = { "elements", "sum", "count", "overrun", "untouched", "differs" };
	buf b = buf_new(a);
	for (int i = 0; i < 6; i++)
		if (wrong & (1 << i))
			buf_printf(&b, "%s%s", b.n ? "+" : "", words[i]);
	return buf_str(&b);
}
