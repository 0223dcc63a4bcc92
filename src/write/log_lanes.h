/* log_lanes: what log_lanes.c and log_axis.c share: one drawing's time, from left to right. */
#ifndef WRITE_LOG_LANES_H
#define WRITE_LOG_LANES_H

#include "write/log_in.h"

enum {
	AXIS_PX = 16,
	WHOLE = 1000000, /* all of the time, in parts */
};

/* An event of one pin, or of the pin that it came from. */
typedef struct step {
	ptrdiff_t life, event;
} step;
typedef LIST(step) steps;

typedef struct picture {
	buf *out;
	const timeline *t;
	long long from_s, to_s;
	steps steps; /* by life, older first */
	LIST(const lock_break *) breaks;
} picture;

/* Where a time is, in parts of the whole; and an attribute with that as per cent. */
long long lane_part(const picture *p, long long time_s);
void lane_percent(buf *out, const char *name, long long part);

/* The policy's freeze windows as bands, and marks for years or months with their lines. */
void lane_windows(const picture *p, int height);
void lane_axis(const picture *p, int height);

#endif
