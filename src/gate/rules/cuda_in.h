/* cuda_in: what the files of the cuda/ rules share. */
#ifndef GATE_RULES_CUDA_IN_H
#define GATE_RULES_CUDA_IN_H

#include "gate/rule.h"

/* The half of cuda/mixed that looks at the family's locks. */
void cuda_mixed_locked(visit *v);

#endif
