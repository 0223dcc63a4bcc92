/* init: sets a repository up, each part by an option of its own. */
#include "cmd/init.h"

const err *cmd_init(run *r)
{
	if (r->opts.hooks)
		return init_hooks(r);
	if (r->opts.uninstall)
		return err_hint(r->a, err_new(r->a, ERR_USAGE, "--uninstall goes with --hooks"),
		                "envgate init --hooks --uninstall");
	return err_hint(r->a, err_new(r->a, ERR_USAGE, "init needs to know what to set up"), "envgate init --hooks");
}
