// toml_runtime: what toml++ calls of libstdc++, so that none of the rest of it is linked.
//
// Each of these stands in the static libstdc++ too, but there it brings the unwinder, the tables of all
// exceptions, a pool for them that is allocated at start, and libm: 0.1 ms of every run, also of those that
// meet no TOML, in a program that throws nothing. Weak, so that a libstdc++ whose parts hang together in
// another way links all the same; tests/house/needed tells when it does. As C++17 std::string would come
// from the library as well, whose copy of it can throw; from C++20 on it is compiled here.
#include <cfloat> // brings __GLIBCXX__ too
#include <cstddef>

#ifdef __GLIBCXX__
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

#define WEAK __attribute__((weak))

// Without memory the arenas of the C side give up in the same way.
WEAK void *operator new(std::size_t n)
{
	void *p = std::malloc(n ? n : 1);
	if (!p)
		std::abort();
	return p;
}

WEAK void operator delete(void *p) noexcept { std::free(p); }
WEAK void operator delete(void *p, std::size_t) noexcept { std::free(p); }
WEAK void operator delete(void *p, std::size_t, std::align_val_t) noexcept { std::free(p); }

extern "C" WEAK void __cxa_pure_virtual() { std::abort(); }

namespace std {

WEAK void __throw_bad_alloc() { abort(); }
WEAK void __throw_length_error(const char *) { abort(); }
WEAK void __throw_logic_error(const char *) { abort(); }

// Asked for the sake of objects compiled with RTTI; there is none here.
WEAK bool _Sp_make_shared_tag::_S_eq(const type_info &) noexcept { return false; }

// Of the characters of a TOML float, which toml++ has checked one by one and keeps below 64. The program
// never leaves the C locale, so a point is a point.
WEAK from_chars_result from_chars(const char *beg, const char *end, double &out, chars_format) noexcept
{
	char text[128];
	size_t n = static_cast<size_t>(end - beg);
	if (n >= sizeof text)
		return { beg, errc::invalid_argument };
	memcpy(text, beg, n);
	text[n] = '\0';
	char *stop;
	out = strtod(text, &stop);
	if (stop == text)
		return { beg, errc::invalid_argument };
	return { beg + (stop - text), out > DBL_MAX || out < -DBL_MAX ? errc::result_out_of_range : errc{} };
}

} // namespace std
#endif
