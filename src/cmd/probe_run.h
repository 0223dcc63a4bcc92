/* probe_run: envgate-probe from argv to exit status. */
#ifndef CMD_PROBE_RUN_H
#define CMD_PROBE_RUN_H

/* The whole program, parent and child. Prints; returns the exit status. */
int probe_main(int argc, char **argv);

#endif
