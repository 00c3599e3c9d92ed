/* Random lives: any calls, meeting any faults. */
#include "faults.h"
#include "lives_calls.h"
#include <string.h>

/* Where each end is counted: a life that never gets somewhere proves nothing about it. */
enum end {
    STARTED, BEFORE, RECOVERED, IN_DOUBT, NOT_STARTED, COMPLETED, FAILED, CANCELLED, DEADLINE,
    STOPPED, REFUSED, MANY_ENDED, MANY_UNFINISHED, MANY_ALONE, ENDS
};
static unsigned ends[ENDS];

/* The end of a call of a random life, and what its import is now. */
static void count(enum operation operation, const struct made *made) {
    if (operation == START || operation == ENSURE) {
        if (made->result == 0)
            ends[made->end == PINECONE_IMPORT_STARTED_NOW      ? STARTED
                 : made->end == PINECONE_IMPORT_STARTED_BEFORE ? BEFORE
                                                               : RECOVERED] += 1;
        else
            ends[made->may_have_executed ? IN_DOUBT : NOT_STARTED] += 1;
    } else if (operation == WAIT) {
        static const enum end of[] = {REFUSED, COMPLETED, FAILED, CANCELLED, DEADLINE, STOPPED};
        ends[of[made->end]] += 1;
    } else if (operation == MANY && made->result == 0) {
        ends[made->end == 0 ? MANY_ENDED : MANY_UNFINISHED] += 1;
        ends[MANY_ALONE] += made->refused > 1; /* nobody is one */
    }
}

static void random_life(void) {
    const struct fault *const lost[] = {fault("lost after"), fault("lost rudely"), fault("head cut")};
    char uri[32] = "s3://bucket/life-", id[16] = "nobody", ids[128] = "nobody";
    unsigned calls = 2 + below(5), number = seed, len = (unsigned)strlen(uri);
    server_reset();
    for (; number > 0; number /= 26) uri[len++] = (char)('a' + number % 26);
    if (below(6) == 0) strcpy(&uri[len], "-fail");
    while (calls-- > 0) {
        /* A cron job ensures and waits; a person does anything. */
        static const enum operation usual[] = {ENSURE, WAIT, ENSURE, ENSURE, WAIT, MANY};
        enum operation operation =
            below(2) ? usual[below(6)] : (enum operation)below(OPERATIONS);
        bool starts = operation == START || operation == ENSURE;
        pinecone_import_client *client = stopped_at(below(6) == 0 ? 1 + below(20) : 0);
        struct made made;
        unsigned faults = below(2) ? below(5) : 0;
        size_t runs = server_runs(uri);
        patience = below(3) ? DEADLINE_MS : 1 + below(DEADLINE_MS);
        while (faults-- > 0) {
            const struct fault *fault = &FAULTS[below(FAULTS_LEN)];
            /* What is done but not answered is what may lead to a second import. */
            if (below(2)) fault = lost[below(sizeof lost / sizeof *lost)];
            if (below(2)) server_meets(NULL, 1 + below(2));
            if (server_expects(fault, 0) != NULL && fault->play != UNSENT && !server_dawdles(fault))
                server_meets(fault, 1 + below(3));
        }
        made = make(client, operation, starts ? uri : operation == MANY ? ids : id,
                    operation == WAIT ? below(20) : operation == MANY ? below(2) * below(60) : 0);
        server_forgets();
        count(operation, &made);
        /* One that ran before the call and runs after it was there to be found. */
        if (operation == ENSURE && runs > 0 && server_runs(uri) > made.imports)
            CHECK(made.imports == 0);
        if (starts && made.result == 0) strcat(strcat(ids, " "), strcpy(id, made.id));
        forget_stop(client);
        server_sleep(below(2000), NULL);
    }
}

void random_lives(void) {
    size_t i;
    for (seed = 1; seed <= server_lives; seed++) {
        state = seed;
        random_life();
    }
    seed = 0;
    for (i = 0; i < ENDS; i++) CHECK(ends[i] >= server_lives / 100);
}
