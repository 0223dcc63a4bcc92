/* pyimports: which modules a Python file imports, without running it and without a grammar. */
#ifndef READ_PYIMPORTS_H
#define READ_PYIMPORTS_H

#include "model/installed.h"

/* Appends the imports of src->bytes to *out, in file order. Left out: relative imports; what stands
 * under "if TYPE_CHECKING" or a test of version or platform; and what a try block imports whose except
 * clause catches ImportError, with the imports of that clause. Never fails: text that is no Python
 * gives what looks like imports in it, never more than MAX_IMPORTS in *out. */
void pyimports_read(arena *a, const source *src, import_uses *out);

#endif
