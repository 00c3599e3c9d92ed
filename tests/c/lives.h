/* What lives.c needs of its machine and of the server that it plays against. lives_curl.c talks to the emulator by libcurl;
   lives_server.c is a server in memory, in virtual time. */
#ifndef LIVES_H
#define LIVES_H

#include <pinecone_import.h>

/* How lives_server.c plays a fault. */
enum play {
    ANSWER, /* this status and body; nothing is done */
    LOST,   /* this kind of failure; nothing is done */
    DONE,   /* the same, but what was asked is done */
    SILENT, /* done, but no answer comes in time */
    UNSENT, /* this kind of failure; the server never has the whole request */
    LATER,   /* ANSWER, to be asked again in a day */
    ENCODED, /* ANSWER, said to be gzip */
    HEADERS  /* more headers than a client takes */
};

/* What goes wrong with a request, and what comes of a start, of a describe or list, and of a cancel
   that meet it at each attempt: the number of attempts, and '?' if the request may have been
   executed; or "ok". */
struct fault {
    const char *name;
    const char *expected[3];
    enum play play;
    int32_t what; /* the status or the kind */
    const char *body; /* NULL is one that is too long */
};

/* The bytes of heap in use, if they are counted. */
size_t machine_heap(void);
void machine_say(const char *line);
void machine_say_number(const char *what, size_t number);
void machine_exit(int code);

/* Says what is not as it should be, and ends. */
void fail(const char *file, int line, const char *what);

#define CHECK(condition) \
    do { \
        if (!(condition)) fail(__FILE__, __LINE__, #condition); \
    } while (0)

/* Makes the server ready, and names its host; with a fault that is UNSENT, one that has it. */
const char *server_host(const struct fault *unsent);
const char *server_key(void);
/* The server forgets what it has, if it can. */
void server_reset(void);
/* The next requests meet this fault, so many of them. */
void server_meets(const struct fault *fault, unsigned times);
/* The faults that have met no request yet are forgotten. */
void server_forgets(void);
/* How many imports were ever created. */
size_t server_imports(void);
/* How many requests arrived whole. */
size_t server_requests(void);
/* How many imports of this URI certainly run now. */
size_t server_runs(const char *uri);
/* Requests the stop while the next request is under way. */
void server_stops(const pinecone_import_stop *stop);
/* A pinecone_import_send_callback. */
int32_t server_send(const pinecone_import_request *request, pinecone_import_response *response,
                    void *unused);
/* A clock for it. */
uint64_t server_now(void *unused);
void server_sleep(uint64_t ms, void *unused);

/* How many random lives there is time for. */
extern const unsigned server_lives;
/* The timeout of an attempt that meets a fault that takes time; 0 if there is none for that. */
uint64_t server_hurry(void);
/* Whether it takes time. */
bool server_dawdles(const struct fault *fault);
/* What comes of an operation of `expected`, if not what is written there. */
const char *server_expects(const struct fault *fault, int operation);

#endif
