/* platform: where the run takes place, as far as the platform itself says. */
#ifndef MODEL_PLATFORM_H
#define MODEL_PLATFORM_H

#include "base/str.h"

/* kind is "terminal", "ci", "github", "gitlab", ...; all other fields may be absent. pr 0: none. */
typedef struct platform {
	str kind, event, target_ref, head_sha, run_url, run_id, server, repository, head_repository;
	long long pr;
} platform;

#endif
