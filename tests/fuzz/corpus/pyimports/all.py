import a, b.c as d
from e import (f, # g
 h)
try:
	import i
except ImportError: import j
if TYPE_CHECKING: from k import *
x = f"{a["b"]:{c}>10}" + r"""
import no
"""; import l
