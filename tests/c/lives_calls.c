/* Calls that are held against what the server knows. */
#include "faults.h"
#include "lives_calls.h"
#include <string.h>

enum { CAP = 20000 };

const char *doing = "", *meeting = "";
unsigned seed;
bool lies;
uint64_t deadline = DEADLINE_MS, patience = DEADLINE_MS;

void fail(const char *file, int line, const char *what) {
    machine_say(file);
    machine_say_number("line", (size_t)line);
    machine_say(what);
    machine_say(doing);
    machine_say(meeting);
    machine_say_number("life", seed);
    machine_exit(1);
}

static bool is(pinecone_import_str str, const char *text) {
    return str.data != NULL && strcmp(str.data, text) == 0;
}

uint64_t state = 1;

static uint64_t bits(void *unused) {
    uint64_t z = state += 0x9e3779b97f4a7c15u;
    (void)unused;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

unsigned below(unsigned bound) {
    return (unsigned)(bits(NULL) % bound);
}

static int32_t send_one(const pinecone_import_request *request, pinecone_import_response *response,
                        void *user_data) {
    int32_t kind = server_send(request, response, user_data);
    if (lies && kind != 0) CHECK(pinecone_import_response_set_not_sent(response));
    return kind;
}

struct told told;

static void tell(int32_t level, const char *line, const pinecone_import_event *event,
                 void *user_data) {
    int32_t kind = pinecone_import_event_kind(event);
    CHECK(user_data == &told && level >= 1 && level <= 3);
    CHECK(line[0] != '\0' && strstr(line, server_key()) == NULL);
    told.begun += kind == PINECONE_IMPORT_EVENT_ATTEMPT_BEGINS;
    told.ended += kind == PINECONE_IMPORT_EVENT_ATTEMPT_ENDED;
    told.retries += kind == PINECONE_IMPORT_EVENT_RETRY;
    told.searches += kind == PINECONE_IMPORT_EVENT_SEARCH;
    if (++told.events == told.stop_at) pinecone_import_stop_request(told.stop);
}

pinecone_import_client *client_of(const struct fault *unsent, uint64_t timeout) {
    pinecone_import_transport *transport = pinecone_import_transport_new(send_one, NULL);
    pinecone_import_options *options = pinecone_import_options_new();
    pinecone_import_client *client;
    CHECK(pinecone_import_transport_set_clock(transport, server_now, server_sleep, bits) == 0);
    CHECK(pinecone_import_options_set_timeout_ms(options, timeout) == 0);
    CHECK(pinecone_import_options_set_retry_deadline_ms(options, deadline) == 0);
    CHECK(pinecone_import_options_set_max_response_bytes(options, CAP) == 0);
    CHECK(pinecone_import_options_set_on_event(options, tell, &told) == 0);
    CHECK(pinecone_import_options_set_stop(options, told.stop) == 0);
    CHECK(pinecone_import_client_new_with_transport(server_host(unsent), server_key(), options,
                                                    transport, &client, NULL) == 0);
    pinecone_import_options_free(options);
    pinecone_import_transport_free(transport);
    return client;
}

const struct fault *fault(const char *name) {
    size_t i;
    for (i = 0; i < FAULTS_LEN; i++)
        if (strcmp(FAULTS[i].name, name) == 0) return &FAULTS[i];
    CHECK(!"there is such a fault");
    return NULL;
}

pinecone_import_client *stopped_at(unsigned event) {
    told.stop = pinecone_import_stop_new();
    told.stop_at = event;
    return client_of(NULL, 30000);
}

void forget_stop(pinecone_import_client *client) {
    pinecone_import_client_free(client);
    pinecone_import_stop_free(told.stop);
    told.stop = NULL;
    told.stop_at = 0;
}

struct look {
    size_t seen, stop_after;
};

static int see(const pinecone_import_model *import, void *user_data) {
    struct look *look = user_data;
    CHECK(pinecone_import_model_id(import).len > 0);
    return ++look->seen == look->stop_after;
}

static int watch(const pinecone_import_progress *progress, void *user_data) {
    struct look *look = user_data;
    const pinecone_import_model *import = pinecone_import_progress_just_seen(progress);
    CHECK((pinecone_import_progress_failures(progress) > 0) ==
          (pinecone_import_progress_error(progress) != NULL));
    return import != NULL && see(import, look);
}

static void found(struct made *made, pinecone_import_started *started, const char *uri) {
    const pinecone_import_model *import = pinecone_import_started_import(started);
    pinecone_import_str id = pinecone_import_started_id(started);
    made->end = pinecone_import_started_how(started);
    CHECK(id.len > 0 && id.len < sizeof made->id);
    strcpy(made->id, id.data);
    CHECK((import != NULL) == (made->end != PINECONE_IMPORT_STARTED_NOW));
    if (import != NULL) CHECK(is(pinecone_import_model_uri(import), uri));
    pinecone_import_started_free(started);
}

static pinecone_import_result wait_for(const pinecone_import_client *client, const char *id,
                                       struct look *look, struct made *made,
                                       pinecone_import_error **error) {
    pinecone_import_wait_options *options = pinecone_import_wait_options_new();
    pinecone_import_waited *waited;
    pinecone_import_result result;
    CHECK(pinecone_import_wait_options_set_deadline_ms(options, patience) == 0);
    result = pinecone_import_wait(client, id, options, watch, look, &waited, error);
    pinecone_import_wait_options_free(options);
    made->end = pinecone_import_waited_outcome(waited);
    if (made->end >= PINECONE_IMPORT_WAITED_COMPLETED && made->end < PINECONE_IMPORT_WAITED_DEADLINE)
        CHECK(is(pinecone_import_model_id(pinecone_import_waited_import(waited)), id));
    if (made->end == PINECONE_IMPORT_WAITED_FAILED)
        CHECK(pinecone_import_model_error(pinecone_import_waited_import(waited)).len > 0);
    pinecone_import_waited_free(waited);
    return result;
}

struct made make(const pinecone_import_client *client, enum operation operation,
                        const char *name, unsigned most) {
    static const char *const names[] = {"start",  "describe", "list", "cancel",
                                        "ensure", "wait",     "each", "many"};
    size_t imports = server_imports(), requests = server_requests();
    uint64_t begin = server_now(NULL);
    struct look look = {0, operation == WAIT ? most : 0};
    struct made made;
    pinecone_import_started *started = NULL;
    pinecone_import_model *model = NULL;
    pinecone_import_page *page = NULL;
    pinecone_import_error *error = NULL;
    memset(&made, 0, sizeof made);
    told.begun = told.ended = told.retries = told.searches = told.events = 0;
    doing = names[operation];
    switch (operation) {
    case START:
        made.result = pinecone_import_start(client, name, NULL, 0, &started, &error);
        break;
    case ENSURE:
        made.result = pinecone_import_ensure(client, name, NULL, 0, &started, &error);
        break;
    case DESCRIBE:
        made.result = pinecone_import_describe(client, name, &model, &error);
        if (model != NULL) CHECK(is(pinecone_import_model_id(model), name));
        break;
    case LIST:
        made.result = pinecone_import_list(client, most, NULL, &page, &error);
        look.seen = pinecone_import_page_len(page);
        break;
    case EACH:
        made.result = pinecone_import_for_each(client, 1, most, see, &look, &error);
        break;
    case CANCEL:
        made.result = pinecone_import_cancel(client, name, &error);
        break;
    case MANY:
        made.result = wait_for_many(client, name, most, &made, &error);
        break;
    default:
        made.result = wait_for(client, name, &look, &made, &error);
    }
    made.imports = server_imports() - imports;
    made.requests = server_requests() - requests;
    made.took = server_now(NULL) - begin;
    if (operation != MANY) made.seen = look.seen;
    CHECK((error != NULL) == (made.result != 0));
    if (started != NULL) found(&made, started, name);
    if (error != NULL) {
        made.may_have_executed = pinecone_import_error_may_have_executed(error);
        made.is_retryable = pinecone_import_error_is_retryable(error);
        made.kind = pinecone_import_error_transport_kind(error);
        made.status = pinecone_import_error_http_status(error);
        CHECK(strstr(pinecone_import_error_message(error).data, server_key()) == NULL);
    }

    /* What holds for any call. */
    CHECK(made.imports <= 1);
    CHECK(made.imports == 0 || operation == START || operation == ENSURE);
    if (started != NULL)
        CHECK(made.imports == (made.end != PINECONE_IMPORT_STARTED_BEFORE));
    if (made.result != 0 && !made.may_have_executed) CHECK(made.imports == 0);
    if (made.may_have_executed)
        CHECK(operation == START || operation == CANCEL || operation == ENSURE);
    CHECK(operation == CANCEL || !made.may_have_executed || !made.is_retryable);
    CHECK(told.begun == told.ended && told.retries <= told.begun);
    CHECK(made.took <= 3 * DEADLINE_MS);
    pinecone_import_error_free(error);
    pinecone_import_page_free(page);
    pinecone_import_model_free(model);
    return made;
}
