/* sarif_rules: the tool and its rules in SARIF. Inner header of sarif.c. */
#ifndef WRITE_SARIF_RULES_H
#define WRITE_SARIF_RULES_H

#include "write/jsonw.h"
#include "write/results.h"

/* "tool": with every rule of the command, and behind them, when there is no verdict, envgate/error. */
void sarif_put_tool(jsonw *j, arena *a, const results *all);

#endif
