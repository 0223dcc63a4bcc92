/* child_start: fork and exec of one child, and what /proc says of one that is stuck. Inner header of
 * child_run.c. */
#ifndef EDGE_CHILD_START_H
#define EDGE_CHILD_START_H

#include "edge/child.h"
#include "edge/child_wire.h"

typedef struct child {
	pid_t pid;
	int socket, log; /* our ends; -1: closed */
	unsigned char key[WIRE_KEY];
} child;

/* 0, or an errno. program absent: ourselves. */
int child_start(arena *a, str program, const task *t, child *out);

/* "D" and "uvm_release"; absent when /proc does not say. */
void child_state(arena *a, str sysroot, pid_t pid, str *state, str *wchan);

#endif
