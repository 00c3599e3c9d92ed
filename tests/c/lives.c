/* Lives of imports, by every call: what a call says is held against what the server knows, and no
   call starts more than one import.

   With argument "lie", the transport says of each failure that nothing was sent: these lives must
   find the second import that follows. Any other makes a bug, which a memory checker must find. */
#include "faults.h"
#include "lives_calls.h"
#include <string.h>

static const char URI[] = "s3://bucket/dir";

/* The id of an import that was started without trouble. */
static struct made started(const pinecone_import_client *client, const char *uri) {
    struct made made = make(client, START, uri, 0);
    CHECK(made.result == 0 && made.end == PINECONE_IMPORT_STARTED_NOW && made.imports == 1);
    return made;
}

/* Each operation meets each fault at each attempt: as in the table of the library's own tests. */
static void every_fault(void) {
    static const enum operation operations[] = {START, DESCRIBE, LIST, CANCEL};
    static const int columns[] = {0, 1, 1, 2};
    pinecone_import_client *patient = client_of(NULL, 30000);
    pinecone_import_client *hasty = client_of(NULL, server_hurry());
    struct made known = started(patient, URI), made;
    size_t i, j;
    for (i = 0; i < FAULTS_LEN; i++) {
        const struct fault *fault = &FAULTS[i];
        pinecone_import_client *client = server_dawdles(fault) ? hasty : patient, *away = NULL;
        meeting = fault->name;
        if (fault->play == UNSENT) client = away = client_of(fault, server_dawdles(fault) ? server_hurry() : 30000);
        for (j = 0; j < 4; j++) {
            const char *expected = server_expects(fault, columns[j]);
            const char *name = operations[j] == START ? URI : known.id;
            if (expected == NULL) continue;
            server_meets(fault, 32);
            made = make(client, operations[j], name, 0);
            server_forgets();
            CHECK((made.result == 0) == (expected[0] == 'o'));
            CHECK(made.may_have_executed == (expected[1] == '?'));
            CHECK(told.begun == (expected[0] == '3' ? 3u : 1u));
            CHECK(made.result == 0 || made.is_retryable == (told.begun == 3));
            /* Only a read may be sent more often than that, on a connection that was idle. */
            if (away == NULL && columns[j] != 1) CHECK(made.requests == told.begun);
            if (fault->play == ANSWER && fault->what > 299) CHECK(made.status == fault->what);
            /* Where it is retried, it is ridden out. */
            if (expected[0] != '3' || away != NULL || server_dawdles(fault)) continue;
            server_meets(fault, 1);
            made = make(client, operations[j], name, 0);
            CHECK(made.result == 0 && made.requests == 2);
            CHECK(columns[j] == 1 || (told.begun == 2 && told.retries == 1));
        }
        if (away != NULL) (void)server_host(NULL);
        pinecone_import_client_free(away);
    }
    meeting = "";
    pinecone_import_client_free(hasty);
    pinecone_import_client_free(patient);
}

/* A lost answer is looked for, and what was found is not started again. */
static void ensures(const pinecone_import_client *client) {
    static const char away[] = "s3://bucket/away";
    struct made made, first;
    made = make(client, ENSURE, "s3://bucket/one", 0);
    CHECK(made.end == PINECONE_IMPORT_STARTED_NOW && told.searches == 0);
    first = made;
    made = make(client, ENSURE, "s3://bucket/one", 0);
    CHECK(made.end == PINECONE_IMPORT_STARTED_BEFORE && strcmp(made.id, first.id) == 0);
    CHECK(make(client, CANCEL, first.id, 0).result == 0);
    CHECK(make(client, WAIT, first.id, 0).end == PINECONE_IMPORT_WAITED_CANCELLED);

    server_meets(fault("too many requests"), 1);
    server_meets(NULL, 1);
    server_meets(fault("lost after"), 1);
    made = make(client, ENSURE, "s3://bucket/two", 0);
    CHECK(made.end == PINECONE_IMPORT_STARTED_RECOVERED && told.searches == 1);

    /* It was lost on its way: six searches find nothing, and nothing is sent again. */
    server_meets(NULL, 1);
    server_meets(fault("lost before"), 1);
    made = make(client, ENSURE, away, 0);
    CHECK(made.result == PINECONE_IMPORT_TRANSPORT && made.may_have_executed);
    CHECK(made.imports == 0 && told.searches == 6 && made.took >= 30000);
    server_meets(NULL, 1);
    server_meets(fault("unavailable"), 1);
    made = make(client, ENSURE, away, 0);
    CHECK(made.status == 503 && made.may_have_executed && made.imports == 0);
    made = make(client, ENSURE, away, 0);
    CHECK(made.end == PINECONE_IMPORT_STARTED_NOW);
}

static void waits(const pinecone_import_client *client) {
    struct made made = started(client, URI), other;
    server_meets(NULL, 1);
    server_meets(fault("unavailable"), 2);
    server_meets(fault("lost after"), 1);
    server_meets(fault("head cut"), 1);
    server_meets(fault("2xx not JSON"), 1);
    other = make(client, WAIT, made.id, 0);
    CHECK(other.end == PINECONE_IMPORT_WAITED_COMPLETED && other.seen >= 2);
    /* It has ended, and cannot be cancelled any more. */
    CHECK(make(client, CANCEL, made.id, 0).result == 0);
    CHECK(make(client, WAIT, made.id, 0).end == PINECONE_IMPORT_WAITED_COMPLETED);

    made = started(client, "s3://bucket/fail");
    CHECK(make(client, WAIT, made.id, 0).end == PINECONE_IMPORT_WAITED_FAILED);

    made = started(client, URI);
    other = make(client, WAIT, made.id, 1); /* its callback ends it */
    CHECK(other.end == PINECONE_IMPORT_WAITED_STOPPED && other.seen == 1);
    CHECK(make(client, WAIT, "nobody", 0).status == 404);
    server_meets(NULL, 1);
    server_meets(fault("unavailable"), 100);
    other = make(client, WAIT, made.id, 0);
    server_forgets();
    CHECK(other.end == PINECONE_IMPORT_WAITED_DEADLINE && other.took <= DEADLINE_MS + 1000);
}

/* Many imports at once, over pages of one. */
static void many(const pinecone_import_client *client) {
    char ids[5 * sizeof ((struct made *)0)->id] = "nobody";
    struct made made;
    size_t i, requests;
    for (i = 0; i < 4; i++) {
        made = started(client, i == 2 ? "s3://bucket/fail" : URI);
        strcat(strcat(ids, " "), made.id);
    }
    CHECK(make(client, LIST, "", 3).seen == 3);
    made = make(client, EACH, "", 4); /* four pages are too few for all */
    CHECK(made.result == PINECONE_IMPORT_LIST && made.seen == 4);
    made = make(client, EACH, "", 0);
    CHECK(made.result == 0 && made.seen == server_imports());
    /* A page that fails is asked for again, and no import is seen twice. */
    server_meets(NULL, 1);
    server_meets(fault("unavailable"), 2);
    made = make(client, EACH, "", 0);
    CHECK(made.result == 0 && made.seen == server_imports());
    made = make(client, MANY, ids, 3); /* its callback ends it */
    CHECK(made.end == PINECONE_IMPORT_WAITED_STOPPED && made.seen < 4);
    server_meets(NULL, 1);
    server_meets(fault("unavailable"), 100);
    made = make(client, MANY, ids, 0);
    server_forgets();
    CHECK(made.end == PINECONE_IMPORT_WAITED_DEADLINE && made.took <= DEADLINE_MS + 1000);
    server_meets(NULL, 1);
    server_meets(fault("unavailable"), 2);
    server_meets(fault("lost after"), 1);
    server_meets(fault("2xx not JSON"), 1);
    made = make(client, MANY, ids, 0);
    CHECK(made.end == 0 && made.seen == 4 && made.refused == 1);
    /* They have ended: one page of the list tells of the four, one request of nobody. */
    made = make(client, MANY, ids, 0);
    CHECK(made.seen == 4 && made.requests == 2);
    server_meets(fault("unauthorized"), 9);
    made = make(client, MANY, ids, 0);
    server_forgets();
    CHECK(made.status == 401 && told.begun <= 2);
    requests = server_requests();
    made = make(client, MANY, "", 0);
    CHECK(made.result == 0 && made.seen == 0 && server_requests() == requests);
}

static void arguments(const pinecone_import_client *client) {
    size_t requests = server_requests();
    CHECK(make(client, START, "file:///dir", 0).result == PINECONE_IMPORT_INVALID_ARGUMENT);
    CHECK(make(client, ENSURE, "", 0).result == PINECONE_IMPORT_INVALID_ARGUMENT);
    CHECK(make(client, DESCRIBE, "..", 0).result == PINECONE_IMPORT_INVALID_ARGUMENT);
    CHECK(make(client, CANCEL, "", 0).result == PINECONE_IMPORT_INVALID_ARGUMENT);
    CHECK(make(client, WAIT, "..", 0).result == PINECONE_IMPORT_INVALID_ARGUMENT);
    CHECK(make(client, MANY, "101 ..", 0).result == PINECONE_IMPORT_INVALID_ARGUMENT);
    CHECK(make(client, LIST, "", 101).result == PINECONE_IMPORT_INVALID_ARGUMENT);
    CHECK(server_requests() == requests);
}

/* A call that is asked to wait longer than it may ends at once, and one that gets no answer at its
   deadline. */
static void deadlines(void) {
    static const struct fault tomorrow = {"tomorrow", {"", "", ""}, LATER, 429, ""};
    pinecone_import_client *client = client_of(NULL, 30000);
    struct made made;
    server_meets(&tomorrow, 1);
    made = make(client, START, URI, 0);
    CHECK(made.status == 429 && told.begun == 1 && made.took < 20000);
    pinecone_import_client_free(client);

    if (server_hurry() == 0) return;
    deadline = server_hurry() * 2;
    client = client_of(NULL, server_hurry() * 10);
    server_meets(fault("no answer"), 9);
    made = make(client, DESCRIBE, "101", 0);
    server_forgets();
    CHECK(made.kind == PINECONE_IMPORT_TRANSPORT_TIMEOUT && told.begun == 1);
    CHECK(made.took >= deadline && made.took <= deadline * 2);
    pinecone_import_client_free(client);
    deadline = DEADLINE_MS;
}

static void stops(void) {
    pinecone_import_client *client = stopped_at(3);
    size_t requests;
    struct made made;
    /* In the pause before a retry: the error is the one that it would have been for. */
    server_meets(fault("too many requests"), 9);
    made = make(client, START, URI, 0);
    CHECK(made.status == 429 && !made.may_have_executed && told.begun == 1);
    server_forgets();
    requests = server_requests();
    made = make(client, START, URI, 0);
    CHECK(made.kind == PINECONE_IMPORT_TRANSPORT_STOPPED && !made.may_have_executed);
    CHECK(make(client, ENSURE, URI, 0).kind == PINECONE_IMPORT_TRANSPORT_STOPPED);
    CHECK(make(client, WAIT, "101", 0).end == PINECONE_IMPORT_WAITED_STOPPED);
    CHECK(make(client, MANY, "101 102", 0).end == PINECONE_IMPORT_WAITED_STOPPED);
    CHECK(server_requests() == requests);
    forget_stop(client);

    /* While an answer is awaited: the import runs, and the error says that it may. */
    client = stopped_at(0);
    server_stops(told.stop);
    server_meets(fault("no answer"), 1);
    made = make(client, START, URI, 0);
    CHECK(made.kind == PINECONE_IMPORT_TRANSPORT_STOPPED && made.may_have_executed);
    CHECK(made.imports == 1 && told.begun == 1 && made.took < 10000);
    forget_stop(client);
    /* An ensure does not look for it then. */
    client = stopped_at(0);
    server_meets(NULL, 1);
    server_meets(fault("no answer"), 1);
    server_stops(told.stop);
    made = make(client, ENSURE, "s3://bucket/stop", 0);
    server_forgets();
    CHECK(made.kind == PINECONE_IMPORT_TRANSPORT_STOPPED && told.searches == 0);
    forget_stop(client);

    /* In the pause of a wait. */
    client = client_of(NULL, 30000);
    made = started(client, URI);
    pinecone_import_client_free(client);
    client = stopped_at(3);
    CHECK(make(client, WAIT, made.id, 0).end == PINECONE_IMPORT_WAITED_STOPPED);
    CHECK(told.begun == 1);
    forget_stop(client);
}

static void make_bug(const char *which) {
    pinecone_import_client *client = client_of(NULL, 30000);
    pinecone_import_error *error;
    CHECK(pinecone_import_cancel(client, NULL, &error) == PINECONE_IMPORT_NULL_POINTER);
    pinecone_import_client_free(client);
    if (strcmp(which, "leak") != 0) pinecone_import_error_free(error);
    if (strcmp(which, "use after free") == 0)
        CHECK(pinecone_import_error_http_status(error) == 0);
    error = NULL; /* the only pointer to what leaks */
    machine_exit(0);
}

int main(int argc, char **argv) {
    pinecone_import_client *client;
    size_t before = machine_heap();
    lies = argc > 1 && strcmp(argv[1], "lie") == 0;
    if (argc > 1 && !lies) make_bug(argv[1]);
    client = client_of(NULL, 30000);
    ensures(client);
    waits(client);
    many(client);
    arguments(client);
    pinecone_import_client_free(client);
    deadlines();
    stops();
    every_fault();
    random_lives();
    CHECK(machine_heap() == before);
    machine_exit(0);
    return 0;
}
