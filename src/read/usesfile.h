/* usesfile: Dockerfiles, workflows, GitLab CI files and shell scripts, as far as they name images and
 * install packages. The policy says which files these are; the name and the content say of which kind. */
#ifndef READ_USESFILE_H
#define READ_USESFILE_H

#include "model/uses.h"

/* src->bytes must not be absent. Never fails: what is not understood is left alone, and problems name
 * only bounds that were reached. *out lives in a. */
const uses *uses_read(arena *a, const source *src);

#endif
