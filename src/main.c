/* envgate: the gate. Everything is in cmd; see src/cmd/run.c. */
#include "cmd/run.h"

int main(int argc, char **argv)
{
	return run_main(argc, argv);
}
