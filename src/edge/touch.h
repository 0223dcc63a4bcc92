/* touch: questions to the kernel driver, asked by a short-lived process, because the driver may
 * not answer: opening a node or reading /proc/driver/nvidia/gpus takes locks that a wedged
 * process holds, and then even SIGKILL does not bring the caller back. The parent waits TOUCH_MS
 * at most and goes on.
 *
 * Opening changes nothing on a card. */
#ifndef EDGE_TOUCH_H
#define EDGE_TOUCH_H

#include "base/arena.h"
#include "base/list.h"

enum { TOUCH_MS = 1000 };

typedef enum touch_kind {
	TOUCH_OPEN,  /* open(path) for reading and writing */
	TOUCH_READ,  /* the first bytes of a file */
	TOUCH_MEMFD  /* memfd_create */
} touch_kind;

typedef struct touch {
	touch_kind kind;
	str path;      /* with the root in front; NUL-ended */
	int error;     /* out: errno or 0; ETIMEDOUT no answer; EPERM killed at it */
	str bytes;     /* out: of TOUCH_READ, at most TOUCH_BYTES */
} touch;
typedef LIST(touch) touches;

enum { TOUCH_BYTES = 2048 };

/* Answers all, in order. A process that got stuck answers no more: the rest is ETIMEDOUT. */
void touch_all(arena *a, touches *what);

#endif
