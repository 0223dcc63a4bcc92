/* survey: what a repository holds, as far as a first policy has something to say about it. Filled by
 * gate/survey.c, written by write/first_policy.c. */
#ifndef MODEL_SURVEY_H
#define MODEL_SURVEY_H

#include "model/policy.h"

/* Files that belong together. */
typedef struct survey_family {
	policy_family is;
	str gpu_path, gpu_text; /* the entry that says CUDA; absent: none does */
	int gpu_line;
	bool by_name;           /* no lock says so, only the names */
	int brings, requirements_bring; /* findings that there would be today; more than 0: as a comment */
} survey_family;

/* A list of the policy. */
typedef struct survey_list {
	strs items;
	int brings; /* findings that there would be today; more than 0: written as a comment */
} survey_list;

typedef struct survey {
	int environments, locks; /* files that are judged */
	int skipped;             /* files passed over for their test or example folder */
	int unwritten;           /* names that a policy cannot hold, or not without turning into a pattern */
	bool private_channels;   /* an address among the channels may hold a password: none is written */
	LIST(survey_family) families;
	survey_list include, images, commands, channels;
} survey;

#endif
