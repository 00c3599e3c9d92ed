/* The caller's own HTTP and clock: scripted answers, in virtual time. */
#include "check.h"

struct step {
    const char *request; /* "METHOD path" */
    int32_t result;      /* what the transport returns */
    bool not_sent;
    int32_t status;
    const char *header; /* "name: value", or NULL */
    const char *body;
};

struct script {
    const struct step *steps;
    size_t len, at;
    uint64_t now;
    size_t sleeps;
    uint64_t late; /* how much longer each sleep takes */
};

static const char HOST[] = "https://idx.example";

static int32_t send_next(const pinecone_import_request *request,
                         pinecone_import_response *response, void *user_data) {
    struct script *script = (struct script *)user_data;
    const struct step *step = &script->steps[script->at];
    char line[256];
    size_t i, keys = 0;
    pinecone_import_str method = pinecone_import_request_method(request);
    pinecone_import_str url = pinecone_import_request_url(request);
    pinecone_import_bytes body = pinecone_import_request_body(request);

    CHECK(script->at < script->len);
    script->at += 1;
    CHECK(strncmp(url.data, HOST, strlen(HOST)) == 0);
    CHECK(method.len + url.len < sizeof line);
    sprintf(line, "%s %s", method.data, url.data + strlen(HOST));
    if (strcmp(line, step->request) != 0) fprintf(stderr, "%s\n", line);
    CHECK(strcmp(line, step->request) == 0);
    for (i = 0; i < pinecone_import_request_headers_len(request); i++) {
        pinecone_import_str name = pinecone_import_request_header_name(request, i);
        CHECK(name.len > 0 && pinecone_import_request_header_value(request, i).len > 0);
        keys += SAYS(name, "Api-Key") &&
                SAYS(pinecone_import_request_header_value(request, i), "made-up-key");
    }
    CHECK(keys == 1 && unknown(pinecone_import_request_header_name(request, i)));
    CHECK(unknown(pinecone_import_request_header_value(request, i)));
    CHECK((body.data != NULL) == (strcmp(method.data, "POST") == 0));
    if (body.data != NULL)
        CHECK(body.len == 25 && memcmp(body.data, "{\"uri\":\"s3://bucket/dir\"}", 25) == 0);
    CHECK(pinecone_import_request_timeout_ms(request) > 0);
    CHECK(pinecone_import_request_timeout_ms(request) <= 30000);
    CHECK(!pinecone_import_request_is_stopped(request));

    /* Something that comes before the answer does not count. */
    CHECK(pinecone_import_response_set_status(response, 100));
    CHECK(pinecone_import_response_add_body(response, "x", 1));
    CHECK(pinecone_import_response_clear(response));
    if (step->status != 0) CHECK(pinecone_import_response_set_status(response, step->status));
    if (step->header != NULL) {
        const char *colon = strchr(step->header, ':');
        CHECK(pinecone_import_response_add_header(response, step->header,
                                                  (size_t)(colon - step->header), colon + 1,
                                                  strlen(colon + 1)));
    }
    if (step->body != NULL) {
        /* In pieces. */
        size_t half = strlen(step->body) / 2;
        CHECK(pinecone_import_response_add_body(response, step->body, half));
        CHECK(pinecone_import_response_add_body(response, step->body + half,
                                                strlen(step->body) - half));
        CHECK(pinecone_import_response_add_body(response, NULL, 0));
    }
    if (step->not_sent) CHECK(pinecone_import_response_set_not_sent(response));
    if (step->result != 0) CHECK(pinecone_import_response_set_detail(response, "as scripted"));
    return step->result;
}

static uint64_t read_now(void *user_data) {
    return ((struct script *)user_data)->now;
}

static void advance(uint64_t ms, void *user_data) {
    struct script *script = (struct script *)user_data;
    script->now += ms + script->late;
    script->sleeps += 1;
}

static uint64_t highest(void *user_data) {
    (void)user_data;
    return UINT64_MAX;
}

static pinecone_import_error *error;

static pinecone_import_client *client_of(struct script *script) {
    pinecone_import_transport *transport = pinecone_import_transport_new(send_next, script);
    pinecone_import_options *options = pinecone_import_options_new();
    pinecone_import_client *client;
    CHECK(pinecone_import_transport_set_clock(transport, read_now, advance, highest) == 0);
    CHECK(pinecone_import_options_set_max_response_bytes(options, 1000) == 0);
    CHECK_OK(pinecone_import_client_new_with_transport("idx.example", "made-up-key", options,
                                                       transport, &client, &error),
             error);
    pinecone_import_options_free(options);
    pinecone_import_transport_free(transport);
    return client;
}

#define SCRIPT(steps) {(steps), sizeof(steps) / sizeof *(steps), 0, 0, 0, 0}

static const char START[] = "POST /bulk/imports";
static const char LIST[] = "GET /bulk/imports";
static const char ONE[] = "GET /bulk/imports/101";

static void start_is_resent_only_if_it_was_not_sent(void) {
    const struct step steps[] = {
        {START, PINECONE_IMPORT_TRANSPORT_CONNECT, true, 0, NULL, NULL},
        {START, 0, false, 429, "Retry-After:  7 ", "slow down"},
        {START, 0, false, 200, NULL, "{\"id\":\"101\"}"},
        {START, PINECONE_IMPORT_TRANSPORT_IO, false, 0, NULL, NULL},
    };
    struct script script = SCRIPT(steps);
    pinecone_import_client *client = client_of(&script);
    pinecone_import_started *started;
    CHECK_OK(pinecone_import_start(client, "s3://bucket/dir", NULL, 0, &started, &error), error);
    CHECK(SAYS(pinecone_import_started_id(started), "101"));
    pinecone_import_started_free(started);
    CHECK(script.at == 3 && script.now >= 7400 && script.now <= 7600);

    CHECK(pinecone_import_start(client, "s3://bucket/dir", NULL, 0, &started, &error) ==
          PINECONE_IMPORT_TRANSPORT);
    CHECK(SAYS(pinecone_import_error_message(error),
               "the connection was lost (idx.example:443): as scripted; "
               "the import may have been started"));
    CHECK(pinecone_import_error_may_have_executed(error));
    pinecone_import_error_free(error);
    CHECK(script.at == 4);
    pinecone_import_client_free(client);
}

static void ensure_finds_a_start_whose_answer_was_lost(void) {
    const struct step steps[] = {
        {LIST, 0, false, 200, NULL, "{}"},
        {START, PINECONE_IMPORT_TRANSPORT_TIMEOUT, false, 0, NULL, NULL},
        {LIST, 0, false, 200, NULL, "{}"},
        {LIST, 0, false, 200, NULL,
         "{\"data\":[{\"id\":\"101\",\"uri\":\"s3://bucket/dir\",\"status\":\"Pending\"}]}"},
    };
    struct script script = SCRIPT(steps);
    pinecone_import_client *client = client_of(&script);
    pinecone_import_started *started;
    CHECK_OK(pinecone_import_ensure(client, "s3://bucket/dir", NULL, 0, &started, &error), error);
    CHECK(pinecone_import_started_how(started) == PINECONE_IMPORT_STARTED_RECOVERED);
    pinecone_import_started_free(started);
    CHECK(script.at == script.len);
    pinecone_import_client_free(client);
}

static int see(const pinecone_import_progress *progress, void *user_data) {
    int *calls = (int *)user_data;
    *calls += 1;
    if (*calls == 1) CHECK(pinecone_import_progress_import(progress) == NULL);
    if (pinecone_import_progress_failures(progress) > 0) {
        const pinecone_import_error *why = pinecone_import_progress_error(progress);
        CHECK(pinecone_import_error_http_status(why) == 503);
        CHECK(pinecone_import_progress_just_seen(progress) == NULL);
    } else {
        CHECK(pinecone_import_progress_error(progress) == NULL);
        CHECK((pinecone_import_progress_just_seen(progress) != NULL) ==
              pinecone_import_progress_polled(progress));
    }
    return 0;
}

static void wait_goes_on_while_the_server_is_away(void) {
    const struct step steps[] = {
        {ONE, 0, false, 503, NULL, "away"},
        {ONE, 0, false, 200, NULL, "{\"id\":\"101\",\"status\":\"InProgress\"}"},
        {ONE, 0, false, 200, NULL, "{\"id\":\"101\",\"status\":\"Completed\"}"},
    };
    struct script script = SCRIPT(steps);
    pinecone_import_client *client = client_of(&script);
    pinecone_import_waited *waited;
    int calls = 0;
    CHECK_OK(pinecone_import_wait(client, "101", NULL, see, &calls, &waited, &error), error);
    CHECK(pinecone_import_waited_outcome(waited) == PINECONE_IMPORT_WAITED_COMPLETED);
    pinecone_import_waited_free(waited);
    CHECK(script.at == 3 && calls > 8 && script.sleeps >= 10);
    pinecone_import_client_free(client);
}

/* The last poll has a time limit although none is left: 0 would be no limit for most. */
static void late_poll_has_a_time_limit(void) {
    const struct step steps[] = {
        {ONE, 0, false, 200, NULL, "{\"id\":\"101\",\"status\":\"Pending\"}"},
        {ONE, 0, false, 200, NULL, "{\"id\":\"101\",\"status\":\"InProgress\"}"},
    };
    struct script script = SCRIPT(steps);
    pinecone_import_client *client = client_of(&script);
    pinecone_import_wait_options *options = pinecone_import_wait_options_new();
    pinecone_import_waited *waited;
    script.late = 60000;
    CHECK(pinecone_import_wait_options_set_deadline_ms(options, 30000) == 0);
    CHECK_OK(pinecone_import_wait(client, "101", options, NULL, NULL, &waited, &error), error);
    CHECK(pinecone_import_waited_outcome(waited) == PINECONE_IMPORT_WAITED_DEADLINE);
    CHECK(script.at == 2);
    pinecone_import_waited_free(waited);
    pinecone_import_wait_options_free(options);
    pinecone_import_client_free(client);
}

/* A server that is away, but for so many answers at first. */
static int32_t send_from_afar(const pinecone_import_request *request,
                              pinecone_import_response *response, void *user_data) {
    static const char running[] = "{\"id\":\"101\",\"status\":\"Pending\"}";
    struct script *script = (struct script *)user_data;
    (void)request;
    script->at += 1;
    CHECK(pinecone_import_response_set_status(response, script->at <= script->len ? 200 : 503));
    CHECK(pinecone_import_response_add_body(response, running, sizeof running - 1));
    return 0;
}

static void wait_gives_up_when_its_options_say(void) {
    size_t answers;
    for (answers = 0; answers < 2; answers++) {
        struct script script = {NULL, answers, 0, 0, 0, 0};
        pinecone_import_transport *transport =
            pinecone_import_transport_new(send_from_afar, &script);
        pinecone_import_wait_options *options = pinecone_import_wait_options_new();
        pinecone_import_client *client;
        pinecone_import_waited *waited;
        uint64_t limit = answers == 0 ? 10000 : 60000;
        CHECK(pinecone_import_transport_set_clock(transport, read_now, advance, NULL) == 0);
        CHECK_OK(pinecone_import_client_new_with_transport("idx.example", "made-up-key", NULL,
                                                           transport, &client, &error),
                 error);
        CHECK(pinecone_import_wait_options_set_first_answer_ms(options, 10000) == 0);
        CHECK(pinecone_import_wait_options_set_outage_ms(options, 60000) == 0);
        CHECK(pinecone_import_wait(client, "101", options, NULL, NULL, &waited, &error) ==
              PINECONE_IMPORT_API);
        CHECK(script.now >= limit && script.now <= limit + 1000);
        pinecone_import_error_free(error);
        pinecone_import_client_free(client);
        pinecone_import_wait_options_free(options);
        pinecone_import_transport_free(transport);
    }
}

static void backoff_that_is_0_is_the_default(void) {
    struct script script = {NULL, 0, 0, 0, 0, 0};
    pinecone_import_transport *transport = pinecone_import_transport_new(send_from_afar, &script);
    pinecone_import_options *options = pinecone_import_options_new();
    pinecone_import_client *client;
    pinecone_import_model *model;
    CHECK(pinecone_import_transport_set_clock(transport, read_now, advance, highest) == 0);
    CHECK(pinecone_import_options_set_retry_tries(options, 2) == 0);
    CHECK(pinecone_import_options_set_retry_delays_ms(options, 20000, 0) == 0);
    CHECK_OK(pinecone_import_client_new_with_transport("idx.example", "made-up-key", options,
                                                       transport, &client, &error),
             error);
    CHECK(pinecone_import_describe(client, "101", &model, &error) == PINECONE_IMPORT_API);
    CHECK(script.at == 2 && script.now == 8000);
    pinecone_import_error_free(error);
    pinecone_import_client_free(client);
    pinecone_import_options_free(options);
    pinecone_import_transport_free(transport);
}

/* What a describe fails with, in its first attempt of one. */
static void fails(const struct step *step, int32_t kind, const char *message) {
    struct script script = {step, 1, 0, 0, 0, 0};
    pinecone_import_client *client;
    pinecone_import_model *model;
    pinecone_import_transport *transport = pinecone_import_transport_new(send_next, &script);
    pinecone_import_options *options = pinecone_import_options_new();
    CHECK(pinecone_import_options_set_retry_tries(options, 1) == 0);
    CHECK(pinecone_import_options_set_max_response_bytes(options, 100) == 0);
    CHECK_OK(pinecone_import_client_new_with_transport("idx.example", "made-up-key", options,
                                                       transport, &client, &error),
             error);
    CHECK(pinecone_import_describe(client, "101", &model, &error) == PINECONE_IMPORT_TRANSPORT);
    CHECK(pinecone_import_error_transport_kind(error) == kind);
    if (!contains(pinecone_import_error_message(error), message))
        fprintf(stderr, "%s\n", pinecone_import_error_message(error).data);
    CHECK(contains(pinecone_import_error_message(error), message));
    pinecone_import_error_free(error);
    pinecone_import_client_free(client);
    pinecone_import_options_free(options);
    pinecone_import_transport_free(transport);
}

static void every_kind_comes_back(void) {
    int32_t kind;
    const struct step none = {ONE, 0, false, 0, NULL, "{}"};
    const struct step odd = {ONE, 77, false, 0, NULL, NULL};
    for (kind = 1; kind <= PINECONE_IMPORT_TRANSPORT_STOPPED; kind++) {
        struct step step = {ONE, 0, true, 200, NULL, "{}"};
        step.result = kind;
        fails(&step, kind, "as scripted");
    }
    fails(&none, PINECONE_IMPORT_TRANSPORT_PROTOCOL, "gave no status");
    fails(&odd, PINECONE_IMPORT_TRANSPORT_IO, "as scripted");
}

/* A server that sends too much. */
static int32_t send_much(const pinecone_import_request *request,
                         pinecone_import_response *response, void *user_data) {
    /* Eight of them with a name of one byte are 8 KiB. */
    static const char block[1023] = {'a'};
    int i, taken = 0;
    (void)request;
    CHECK(pinecone_import_response_set_status(response, 200));
    for (i = 0; i < 20; i++) {
        taken += *(int *)user_data == 0
                     ? pinecone_import_response_add_body(response, block, sizeof block)
                     : pinecone_import_response_add_header(response, "a", 1, block, sizeof block);
    }
    CHECK(taken == (*(int *)user_data == 0 ? 5 : 8));
    return 0;
}

static void response_is_bounded(void) {
    int what;
    for (what = 0; what < 2; what++) {
        pinecone_import_transport *transport = pinecone_import_transport_new(send_much, &what);
        pinecone_import_options *options = pinecone_import_options_new();
        pinecone_import_client *client;
        pinecone_import_model *model;
        CHECK(pinecone_import_options_set_max_response_bytes(options, 5 * 1023) == 0);
        /* The clock is the system's. */
        CHECK_OK(pinecone_import_client_new_with_transport("idx.example", "made-up-key", options,
                                                           transport, &client, &error),
                 error);
        CHECK(pinecone_import_describe(client, "1", &model, &error) == PINECONE_IMPORT_TRANSPORT);
        CHECK(pinecone_import_error_transport_kind(error) == PINECONE_IMPORT_TRANSPORT_TOO_LARGE);
        pinecone_import_error_free(error);
        pinecone_import_client_free(client);
        pinecone_import_options_free(options);
        pinecone_import_transport_free(transport);
    }
}

/* A refusal whose body breaks off. */
static int32_t send_part(const pinecone_import_request *request,
                         pinecone_import_response *response, void *user_data) {
    (void)request, (void)user_data;
    CHECK(pinecone_import_response_set_status(response, 403));
    CHECK(pinecone_import_response_add_body(response, "{\"message\":\"no", 14));
    CHECK(pinecone_import_response_set_incomplete(response));
    CHECK(!pinecone_import_response_add_body(response, NULL, 1));
    CHECK(!pinecone_import_response_set_status(response, -1));
    CHECK(!pinecone_import_response_set_status(response, 99));
    CHECK(!pinecone_import_response_set_status(response, 1000));
    CHECK(pinecone_import_response_set_status(response, 403));
    return 0;
}

/* A refusal that is too long. */
static int32_t send_long(const pinecone_import_request *request,
                         pinecone_import_response *response, void *user_data) {
    int i;
    (void)request, (void)user_data;
    CHECK(pinecone_import_response_set_status(response, 403));
    for (i = 0; i < 9; i++)
        CHECK(pinecone_import_response_add_body(response, "{\"message\":\"no", 14) == (i < 7));
    CHECK(pinecone_import_response_set_incomplete(response));
    return 0;
}

static void broken_refusal_is_told(pinecone_import_send_callback send) {
    pinecone_import_transport *transport = pinecone_import_transport_new(send, NULL);
    pinecone_import_options *options = pinecone_import_options_new();
    pinecone_import_client *client;
    pinecone_import_model *model;
    CHECK(pinecone_import_options_set_max_response_bytes(options, 100) == 0);
    CHECK_OK(pinecone_import_client_new_with_transport("idx.example", "made-up-key", options,
                                                       transport, &client, &error),
             error);
    CHECK(pinecone_import_describe(client, "1", &model, &error) == PINECONE_IMPORT_API);
    CHECK(pinecone_import_error_http_status(error) == 403);
    CHECK(pinecone_import_error_rpc_truncated(error));
    pinecone_import_error_free(error);
    pinecone_import_client_free(client);
    pinecone_import_options_free(options);
    pinecone_import_transport_free(transport);
}

/* A stop is requested while the request is under way. */
static int32_t send_until_stopped(const pinecone_import_request *request,
                                  pinecone_import_response *response, void *user_data) {
    CHECK(!pinecone_import_request_is_stopped(request));
    pinecone_import_stop_request((pinecone_import_stop *)user_data);
    CHECK(pinecone_import_request_is_stopped(request));
    (void)response;
    return PINECONE_IMPORT_TRANSPORT_STOPPED;
}

static void stop_reaches_the_callers_http(void) {
    pinecone_import_stop *stop = pinecone_import_stop_new();
    pinecone_import_transport *transport = pinecone_import_transport_new(send_until_stopped, stop);
    pinecone_import_options *options = pinecone_import_options_new();
    pinecone_import_client *client;
    pinecone_import_started *started;
    CHECK(pinecone_import_options_set_stop(options, stop) == 0);
    CHECK_OK(pinecone_import_client_new_with_transport("idx.example", "made-up-key", options,
                                                       transport, &client, &error),
             error);
    CHECK(pinecone_import_start(client, "s3://bucket/dir", NULL, 0, &started, &error) ==
          PINECONE_IMPORT_TRANSPORT);
    CHECK(pinecone_import_error_transport_kind(error) == PINECONE_IMPORT_TRANSPORT_STOPPED);
    CHECK(pinecone_import_error_may_have_executed(error));
    CHECK(!pinecone_import_error_is_retryable(error));
    pinecone_import_error_free(error);
    pinecone_import_client_free(client);
    pinecone_import_options_free(options);
    pinecone_import_transport_free(transport);
    pinecone_import_stop_free(stop);
}

int main(void) {
    start_is_resent_only_if_it_was_not_sent();
    ensure_finds_a_start_whose_answer_was_lost();
    wait_goes_on_while_the_server_is_away();
    late_poll_has_a_time_limit();
    wait_gives_up_when_its_options_say();
    backoff_that_is_0_is_the_default();
    every_kind_comes_back();
    response_is_bounded();
    stop_reaches_the_callers_http();
    broken_refusal_is_told(send_part);
    broken_refusal_is_told(send_long);
    return 0;
}
