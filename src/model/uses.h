/* uses: what Dockerfiles, workflows and scripts say about environments without declaring them: images
 * that are pulled and packages that a literal command installs. */
#ifndef MODEL_USES_H
#define MODEL_USES_H

#include "model/problem.h"

/* An image that a line pulls. What a variable stands in is not read: such a line gives no row. */
typedef struct image_ref {
	str text;   /* "pytorch/pytorch:2.1.0-cuda12.1-cudnn8-runtime" */
	str name;   /* without tag and digest */
	str tag;    /* absent without one */
	str digest; /* "sha256:..."; absent without one */
	span at;
} image_ref;

/* One package that a literal install command names. */
typedef struct install {
	manager manager; /* conda for conda, mamba, micromamba; pip for pip, uv pip */
	str tool;        /* as written: "pip", "micromamba" */
	str text;        /* the argument: "torch==2.1" */
	str name;        /* normalised; never absent */
	span at;
} install;

typedef struct uses {
	LIST(image_ref) images;
	LIST(install) installs;
	problems problems; /* bounds only: what is not understood is left alone */
} uses;

#endif
