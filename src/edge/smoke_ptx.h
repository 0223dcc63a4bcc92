/* smoke_ptx.h: the smoke kernel's text, embedded from src/data/smoke.ptx (cmake/embed_text.cmake).
 *
 * Body only: put one of the headers in front, oldest first, and hand the whole to cuModuleLoadDataEx.
 * The arithmetic that the host must repeat stands at the top of that file. */
#ifndef EDGE_SMOKE_PTX_H
#define EDGE_SMOKE_PTX_H

#define SMOKE_ENTRY "envgate_smoke"

extern const char SMOKE_PTX[]; /* ends in NUL; ASCII */

#endif
