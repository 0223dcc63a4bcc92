/* html: parts of the HTML format that the report's page and the probe's share.
 *
 * A page is one file that asks for nothing: no script, no font, no image, no address. Its content security
 * policy forbids everything but the one style sheet, by its hash, so that even a hole in the escaping
 * would run nothing. Text from outside goes through html_text or html_sentence, always. */
#ifndef WRITE_HTML_H
#define WRITE_HTML_H

#include "base/buf.h"
#include "model/report.h"

/* Text, also in a quoted attribute: & < > " ' become references; what escape_terminal spells out is
 * spelled out here too. */
void html_text(buf *out, str s);

/* The same between <code> and </code>. */
void html_code(buf *out, str s);

/* A sentence of ours: what stands in quotes or backticks is set as code. */
void html_sentence(buf *out, str s);

/* Everything up to <body>, and from the footer on. title is ours. date: absent when unknown. */
void html_begin(buf *out, str title);
/* With more style of ours behind the sheet that all pages share. */
void html_begin_styled(buf *out, str title, str more_css);
void html_end(buf *out, str date);

/* The band on top. tone: "bad", "good", "warn", "plain"; badge and headline are ours. The caller then
 * writes pairs with html_fact, and html_band_end. */
void html_band(buf *out, str command, const char *tone, str badge, str headline);
void html_fact(buf *out, str name, str value); /* nothing when value is absent */
void html_band_end(buf *out);

/* One number with its words; a zero is drawn faint. */
void html_count(buf *out, const char *tone, long long n, str words);

/* "bad", "warn" or "note". */
const char *html_tone(severity s);

#endif
