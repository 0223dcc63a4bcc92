/* envgate-comment: the comment on a pull or merge request. Everything is in cmd; see
 * src/cmd/comment_run.c. */
#include "cmd/comment.h"

int main(int argc, char **argv)
{
	return comment_main(argc, argv);
}
