/* envgate-probe: the GPU smoke probe. Everything is in cmd; see src/cmd/probe_run.c. */
#include "cmd/probe_run.h"

int main(int argc, char **argv)
{
	return probe_main(argc, argv);
}
