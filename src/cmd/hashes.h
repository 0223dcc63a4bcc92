/* hashes: files[].content_hash of the report: whether a conda-lock.yml carries the hash of the files
 * that its family has on that side. Informational, never a finding. */
#ifndef CMD_HASHES_H
#define CMD_HASHES_H

#include "model/report.h"

/* Fills content_hash of the report's conda-lock files that the head has. */
void hashes_tell(arena *a, const side *head, report *out);

#endif
