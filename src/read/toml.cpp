// toml: see toml.h. The only C++ here, since Debian has no TOML library for C that is still looked after.
//
// toml++ bounds nested values, not dotted keys ("a.a.a..." on one line, half a million deep in a megabyte),
// and its tables are freed by recursion; so a line with very many dots is refused first. A text that nests
// only a little can be copied by recursion too.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ENABLE_UNRELEASED_FEATURES 1 // TOML 1.1: inline tables over several lines, which pixi takes
#define TOML_MAX_NESTED_VALUES 16
#include <toml++/toml.h>

#include "read/toml.h"

#include <cstring>
#include <string_view>

namespace {

constexpr int max_dots = 256; // in a line; real keys have a few, a line of addresses some dozens
constexpr int max_depth = 64; // tables and arrays in each other

bool is_flat(str text)
{
	int dots = 0;
	for (ptrdiff_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n')
			dots = 0;
		else if (text.p[i] == '.' && ++dots > max_dots)
			return false;
	}
	return true;
}

str copied(const toml_room *room, std::string_view text)
{
	char *p = static_cast<char *>(room->take(room->with, static_cast<ptrdiff_t>(text.size()) + 1));
	if (!text.empty())
		std::memcpy(p, text.data(), text.size());
	return str{ p, static_cast<ptrdiff_t>(text.size()) };
}

void set_place(toml_node *n, const toml::source_region &at)
{
	n->line = static_cast<int>(at.begin.line);
	n->col = static_cast<int>(at.begin.column);
	n->end_line = static_cast<int>(at.end.line);
	n->end_col = static_cast<int>(at.end.column);
}

// NULL: too deep.
toml_node *copy(const toml_room *room, const toml::node &from, int depth)
{
	if (depth > max_depth)
		return nullptr;
	toml_node *n = static_cast<toml_node *>(room->take(room->with, static_cast<ptrdiff_t>(sizeof(toml_node))));
	n->kind = TOML_OTHER;
	set_place(n, from.source());
	toml_node **end = &n->first;
	if (const toml::table *table = from.as_table()) {
		n->kind = TOML_TABLE;
		for (auto &&[key, value] : *table) {
			toml_node *child = copy(room, value, depth + 1);
			if (!child)
				return nullptr;
			child->key = copied(room, key.str());
			child->key_line = static_cast<int>(key.source().begin.line);
			child->key_col = static_cast<int>(key.source().begin.column);
			*end = child;
			end = &child->next;
		}
	} else if (const toml::array *array = from.as_array()) {
		n->kind = TOML_ARRAY;
		for (const toml::node &value : *array) {
			*end = copy(room, value, depth + 1);
			if (!*end)
				return nullptr;
			end = &(*end)->next;
		}
	} else if (const toml::value<std::string> *text = from.as_string()) {
		n->kind = TOML_TEXT;
		n->text = copied(room, text->get());
	} else if (const toml::value<bool> *truth = from.as_boolean()) {
		n->kind = TOML_BOOL;
		n->truth = truth->get();
	}
	return n;
}

} // namespace

const toml_node *toml_read(str text, const toml_room *room)
{
	if (!is_flat(text))
		return nullptr;
	toml::parse_result result = toml::parse(std::string_view(text.p, static_cast<size_t>(text.n)));
	return result ? copy(room, result.table(), 0) : nullptr;
}
