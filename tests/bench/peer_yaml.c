/* peer_yaml: a bare libyaml event scan of files, as a floor for reading them.
 *
 *     peer_yaml FILE... */
#include <stdio.h>
#include <yaml.h>

static long scan(const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return -1;
	yaml_parser_t parser;
	yaml_parser_initialize(&parser);
	yaml_parser_set_input_file(&parser, f);
	long events = 0;
	yaml_event_type_t type = YAML_NO_EVENT;
	while (type != YAML_STREAM_END_EVENT) {
		yaml_event_t event;
		if (!yaml_parser_parse(&parser, &event)) {
			events = -1;
			break;
		}
		type = event.type;
		yaml_event_delete(&event);
		events++;
	}
	yaml_parser_delete(&parser);
	fclose(f);
	return events;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		long events = scan(argv[i]);
		printf("%s %ld\n", argv[i], events);
		if (events < 0)
			return 2;
	}
	return 0;
}
