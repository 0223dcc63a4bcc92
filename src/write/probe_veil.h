/* probe_veil: what --redact hides. Inner header of probe_text.c and probe_json.c. */
#ifndef WRITE_PROBE_VEIL_H
#define WRITE_PROBE_VEIL_H

#include "base/arena.h"

/* A whole value: "uuid-1f2e3d4c5b6a". The same value gives the same word, so two reports can be compared.
 * Absent stays absent. on false: s itself. */
str veil_value(arena *a, bool on, const char *kind, str s);

/* Free text: each absolute path, GPU- and MIG- name in it is hidden, except what every machine has
 * (/dev, /proc, /sys). */
str veil_text(arena *a, bool on, str s);

#endif
