/* pyyaml: what a plain scalar is to PyYAML (YAML 1.1's types), with which conda-lock reads and writes.
 * A hash such as 12345e67... is a number to YAML 1.2 and a text here, and only this decides whether
 * conda-lock takes it. */
#ifndef READ_PYYAML_H
#define READ_PYYAML_H

#include "read/yaml.h"

/* Any node; TYPE_OTHER for a list, a mapping, a tag. */
yaml_type pyyaml_type_of(const yaml_node *n);

/* The same for the text of a plain scalar. */
yaml_type pyyaml_type(str plain);

#endif
