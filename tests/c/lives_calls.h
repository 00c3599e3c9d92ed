/* Calls that are held against what the server knows, for the lives of lives.c. */
#ifndef LIVES_CALLS_H
#define LIVES_CALLS_H

#include "lives.h"

enum operation { START, DESCRIBE, LIST, CANCEL, ENSURE, WAIT, EACH, MANY, OPERATIONS };
enum { DEADLINE_MS = 60000 };

/* What a failure names: the call, the fault and the random life. */
extern const char *doing, *meeting;
extern unsigned seed;
/* Whether the transport says of each failure that nothing was sent. */
extern bool lies;
/* The deadlines of all attempts of a call, and of a wait. */
extern uint64_t deadline, patience;
/* What random numbers are made of, and one below a bound. */
extern uint64_t state;
unsigned below(unsigned bound);

/* What the events of the present call told, and when they request its stop. */
extern struct told {
    unsigned begun, ended, retries, searches, events, stop_at;
    pinecone_import_stop *stop;
} told;

/* A call, and what came of it. */
struct made {
    pinecone_import_result result;
    bool may_have_executed, is_retryable;
    int32_t kind, status; /* of the transport's error, of the answer */
    int32_t end;          /* how the import was found, or the wait ended; of many, unless all did */
    size_t imports;       /* how many it created */
    size_t requests;      /* how many arrived */
    size_t seen;          /* how many it lists, or have ended */
    size_t refused;       /* how many a wait for many ended for by an error */
    uint64_t took;
    char id[16]; /* of the import that was started or found */
};

/* A client whose attempts take at most so long; of a server that `unsent` happens to, or NULL. */
pinecone_import_client *client_of(const struct fault *unsent, uint64_t timeout);

/* The same, of a stop that is requested when so many events were told; and frees both. */
pinecone_import_client *stopped_at(unsigned event);
void forget_stop(pinecone_import_client *client);

/* The fault of this name. */
const struct fault *fault(const char *name);

/* Makes a call on the import or the URI `name`, for MANY on imports with spaces between, whatever it
   meets; `most` is the size of a page, or
   after how many looks its callback ends it. */
struct made make(const pinecone_import_client *client, enum operation operation, const char *name,
                 unsigned most);

/* A part of it. */
pinecone_import_result wait_for_many(const pinecone_import_client *client, const char *ids,
                                     unsigned most, struct made *made,
                                     pinecone_import_error **error);

/* As many random lives as there is time for. */
void random_lives(void);

#endif
