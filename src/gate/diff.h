/* diff: the semantic difference of two environment files.
 *
 * diff.c matches entries, diff_kind.c says what a pair of them means, diff_channels.c does the same
 * for the channel list. Nothing here judges: rules/change.c does. */
#ifndef GATE_DIFF_H
#define GATE_DIFF_H

#include "model/change.h"
#include "model/side.h"

/* base or head may be NULL (a new file, a removed file). Appends to *out, packages by manager and
 * name, then channels; new_host is left false, because it is a question about the whole base side.
 * Entries are matched by manager and name, then as a multiset by platforms and text; what stands
 * under the other manager's name for it, which the policy may have added to, is a move. */
void diff_env(arena *a, const policy *p, const file *base, const file *head, changes *out);

/* Fills kind, uncapped and major of a change that has was and now. */
void diff_classify(arena *a, change *c);

/* What a person reads as the constraint: the entry's text behind its name, "" for a bare name. */
str diff_constraint(arena *a, const spec *s);

/* Whether the first numbers of two versions differ; calendar years and letters are no numbers here. */
bool diff_is_major(str was, str now);

/* A prefix constraint of one number: =3, 3.*, ==3.*. It pins no more than a bound does. */
bool diff_is_one_number(const spec *s);

/* The rows of the channel lists. like gives path, was_path, base and head. */
void diff_channels(arena *a, const env *base, const env *head, const change *like, changes *out);

/* A channel as the URL that is asked: names below conda.anaconda.org (pkgs/... and defaults below
 * repo.anaconda.com), scheme and host in lower case, no slash at the end. Never conda's own name
 * equality, which takes any.example/conda-forge for conda-forge. */
str channel_url(arena *a, str channel);

/* host[:port] of channel_url(), "file" for a folder of this machine, "" for nodefaults. */
str channel_host(arena *a, str channel);

#endif
