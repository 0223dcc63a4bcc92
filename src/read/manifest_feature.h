/* manifest_feature: the dependency tables of one feature. Private. */
#ifndef READ_MANIFEST_FEATURE_H
#define READ_MANIFEST_FEATURE_H

#include "read/manifest_in.h"

/* Adds what a table says (the root, feature.NAME, an environment's own) to a feature. */
void manifest_feature(manifest_reader *r, const toml_node *table, feature *f);

/* Channels, and whether versions of pip requirements count. */
void manifest_workspace(manifest_reader *r, const toml_node *table);

/* Which entries of one name count where; once all tables were read. */
void manifest_settle(manifest_reader *r, feature *f);

#endif
