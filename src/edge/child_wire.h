/* child_wire: what parent and child say to each other. Inner header of child_run.c and child_report.c;
 * both are the same program, so layout and byte order are the same. */
#ifndef EDGE_CHILD_WIRE_H
#define EDGE_CHILD_WIRE_H

#include "base/sha256.h"
#include "base/str.h"

#include <string.h>

enum {
	WIRE_FD = 3,           /* where a child finds its socket */
	WIRE_KEY = 16,
	WIRE_MAC = 16,
	WIRE_TEXT = 400,
	WIRE_ABSENT = 0xFFFF,  /* text_n of the absent text */
	WIRE_PATH = 4096,
	WIRE_MAX_RECORDS = 4096, /* a child with more has lost its way; the longest real one has about 400 */
};

#define WIRE_MAGIC 0x656e7667u

/* The last step of a child in order: an end of this call is the only way to ENDED_WELL. */
#define WIRE_LAST_CALL "leave"

typedef enum wire_kind { WIRE_BEGIN = 1, WIRE_END, WIRE_END_TOLERATED, WIRE_NOTE } wire_kind;

/* No padding: every byte is hashed. */
typedef struct wire_record {
	unsigned char mac[WIRE_MAC];
	uint64_t seq;        /* 0, 1, 2 ...: a record repeated or left out shows */
	int64_t number;      /* rc of an end, number of a note */
	uint64_t us;         /* of an end */
	int32_t device;
	uint16_t kind, key;  /* key: stage of a begin, note_key of a note */
	uint16_t api, text_n;
	char text[WIRE_TEXT];
	char rest[4];
} wire_record;

typedef struct wire_task {
	uint32_t magic;
	int32_t kind, declared, library_n; /* library_n -1: absent */
	unsigned char key[WIRE_KEY];
	char library[WIRE_PATH];
} wire_task;

static inline void wire_mac(const unsigned char key[WIRE_KEY], const wire_record *w, unsigned char out[WIRE_MAC])
{
	unsigned char digest[32];
	sha256 s;
	sha256_open(&s);
	sha256_add(&s, (str){ (const char *)key, WIRE_KEY });
	sha256_add(&s, (str){ (const char *)w + WIRE_MAC, (ptrdiff_t)sizeof *w - WIRE_MAC });
	sha256_close(&s, digest);
	memcpy(out, digest, WIRE_MAC);
}

#endif
