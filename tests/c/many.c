/* Waiting for many imports at once, over a server in memory and in virtual time. */
#include "check.h"

enum { IMPORTS = 5, SECOND = 1000 };

/* Import 101 + i ends at ends[i]. */
static const uint64_t ends[IMPORTS] = {5 * SECOND, 400 * SECOND, 60 * SECOND, 61 * SECOND, 0};
static const char *const IDS[] = {"101", "102", "103", "nobody", "104", "105"};
enum { IDS_LEN = sizeof IDS / sizeof *IDS };

static uint64_t now;
static size_t requests;
/* What all requests from then on are answered with; 0 is the truth. */
static int32_t status;
static uint64_t status_from;

static uint64_t read_now(void *user_data) {
    (void)user_data;
    return now;
}

static void advance(uint64_t ms, void *user_data) {
    (void)user_data;
    now += ms;
}

static const char *status_of(size_t i) {
    if (now < ends[i]) return "InProgress";
    return i == 2 ? "Failed" : i == 3 ? "Cancelled" : "Completed";
}

/* What a server says of an import. */
static void say_import(pinecone_import_response *response, size_t i) {
    char text[80];
    int len = sprintf(text, "{\"id\":\"%d\",\"status\":\"%s\"}", (int)(101 + i), status_of(i));
    CHECK(pinecone_import_response_add_body(response, text, (size_t)len));
}

static int32_t answer(const pinecone_import_request *request, pinecone_import_response *response,
                      void *user_data) {
    static const char before[] = "{\"data\":[", after[] = "]}";
    const char *url = pinecone_import_request_url(request).data, *id = strrchr(url, '/') + 1;
    size_t i;
    (void)user_data;
    CHECK(SAYS(pinecone_import_request_method(request), "GET"));
    requests += 1;
    now += 10;
    if (status != 0 && now >= status_from)
        return !pinecone_import_response_set_status(response, status);
    if (strcmp(id, "nobody") == 0) return !pinecone_import_response_set_status(response, 404);
    CHECK(pinecone_import_response_set_status(response, 200));
    if (strncmp(id, "imports?", 8) != 0) {
        say_import(response, (size_t)(atoi(id) - 101));
        return 0;
    }
    CHECK(pinecone_import_response_add_body(response, before, strlen(before)));
    for (i = 0; i < IMPORTS; i++) {
        if (i > 0) CHECK(pinecone_import_response_add_body(response, ",", 1));
        say_import(response, i);
    }
    CHECK(pinecone_import_response_add_body(response, after, strlen(after)));
    return 0;
}

static void count_pauses(int32_t level, const char *line, const pinecone_import_event *event,
                         void *user_data) {
    (void)level, (void)line;
    *(unsigned *)user_data += pinecone_import_event_kind(event) == PINECONE_IMPORT_EVENT_PAUSE;
}

static pinecone_import_stop *stop;
static unsigned pauses;

static pinecone_import_client *client_of_memory(void) {
    pinecone_import_transport *transport = pinecone_import_transport_new(answer, NULL);
    pinecone_import_options *options = pinecone_import_options_new();
    pinecone_import_client *client;
    CHECK(pinecone_import_transport_set_clock(transport, read_now, advance, NULL) == 0);
    CHECK(pinecone_import_options_set_on_event(options, count_pauses, &pauses) == 0);
    CHECK(pinecone_import_options_set_stop(options, stop) == 0);
    CHECK(pinecone_import_client_new_with_transport("idx.example", "made-up-key", options,
                                                    transport, &client, NULL) == 0);
    pinecone_import_options_free(options);
    pinecone_import_transport_free(transport);
    now = requests = pauses = 0;
    return client;
}

/* What a callback saw, and when it ends the wait. */
struct seen {
    unsigned told[IDS_LEN]; /* how often each end was */
    size_t ended, calls, most_failures;
    size_t end_at, stop_at; /* when so many have ended; 0 is never */
    pinecone_import_page *kept;
};

static size_t place(pinecone_import_str id) {
    size_t i;
    for (i = 0; i < IDS_LEN && strcmp(IDS[i], id.data) != 0; i++) continue;
    CHECK(i < IDS_LEN);
    return i;
}

/* Each end is told as it happens: at most a pause after it. */
static void see_end(const pinecone_import_progress_many *progress, struct seen *seen) {
    const pinecone_import_waited *waited = pinecone_import_progress_many_ended(progress);
    const pinecone_import_error *why = pinecone_import_progress_many_ended_error(progress);
    pinecone_import_str id = pinecone_import_progress_many_ended_id(progress);
    CHECK(unknown(id) == (waited == NULL && why == NULL));
    if (unknown(id)) return;
    CHECK(!pinecone_import_progress_many_next_poll_ms(progress, NULL));
    seen->told[place(id)] += 1;
    seen->ended += 1;
    if (SAYS(id, "nobody")) {
        CHECK(waited == NULL && pinecone_import_error_http_status(why) == 404);
        return;
    }
    CHECK(why == NULL && pinecone_import_waited_error(waited) == NULL);
    id = pinecone_import_model_id(pinecone_import_waited_import(waited));
    CHECK(strcmp(id.data, IDS[place(id)]) == 0);
    CHECK(now >= ends[atoi(id.data) - 101] && now <= ends[atoi(id.data) - 101] + 11 * SECOND);
}

static int see(const pinecone_import_progress_many *progress, void *user_data) {
    struct seen *seen = (struct seen *)user_data;
    const pinecone_import_error *why = pinecone_import_progress_many_error(progress);
    uint32_t failures = pinecone_import_progress_many_failures(progress);
    pinecone_import_page *page;
    uint64_t next;
    size_t i;
    seen->calls += 1;
    see_end(progress, seen);
    CHECK(pinecone_import_progress_many_pending(progress) == IDS_LEN - seen->ended);
    CHECK(pinecone_import_progress_many_elapsed_ms(progress) == now);
    if (pinecone_import_progress_many_next_poll_ms(progress, &next)) CHECK(next <= 20 * SECOND);
    CHECK(failures == 0 || pinecone_import_error_http_status(why) == status);
    if (failures > seen->most_failures) seen->most_failures = failures;
    CHECK(pinecone_import_progress_many_imports(progress, &page, NULL) == PINECONE_IMPORT_OK);
    CHECK(pinecone_import_page_len(page) <= IDS_LEN - seen->ended);
    for (i = 0; i < pinecone_import_page_len(page); i++) {
        const pinecone_import_model *import = pinecone_import_page_at(page, i);
        CHECK(pinecone_import_model_status(import) == PINECONE_IMPORT_STATUS_IN_PROGRESS);
        CHECK(seen->told[place(pinecone_import_model_id(import))] == 0);
    }
    CHECK(unknown(pinecone_import_page_next(page)));
    pinecone_import_page_free(seen->kept);
    seen->kept = page;
    if (seen->stop_at != 0 && seen->ended >= seen->stop_at) pinecone_import_stop_request(stop);
    return seen->end_at != 0 && seen->ended >= seen->end_at ? -7 : 0;
}

/* Waits for all of IDS; the result outlives the client and the texts. */
static pinecone_import_waited_many *wait(struct seen *seen, uint64_t deadline) {
    pinecone_import_client *client = client_of_memory();
    pinecone_import_wait_options *options = polling(deadline);
    pinecone_import_waited_many *many;
    char texts[IDS_LEN][8];
    const char *ids[IDS_LEN];
    size_t i;
    for (i = 0; i < IDS_LEN; i++) ids[i] = strcpy(texts[i], IDS[i]);
    CHECK(pinecone_import_wait_options_set_interval_ms(options, 10 * SECOND, 10 * SECOND) == 0);
    CHECK(pinecone_import_wait_many(client, ids, IDS_LEN, options, see, seen, &many, NULL) == 0);
    memset(texts, 0, sizeof texts);
    pinecone_import_wait_options_free(options);
    pinecone_import_client_free(client);
    CHECK(pinecone_import_waited_many_len(many) == IDS_LEN);
    CHECK(pinecone_import_waited_many_at(many, IDS_LEN) == NULL);
    CHECK(pinecone_import_waited_many_error_at(many, IDS_LEN) == NULL);
    for (i = 0; i < IDS_LEN; i++) {
        const pinecone_import_waited *waited = pinecone_import_waited_many_at(many, i);
        const pinecone_import_error *why = pinecone_import_waited_many_error_at(many, i);
        pinecone_import_str id = pinecone_import_model_id(pinecone_import_waited_import(waited));
        int32_t outcome = pinecone_import_waited_outcome(waited);
        bool ended = why != NULL || outcome <= PINECONE_IMPORT_WAITED_CANCELLED;
        CHECK((waited == NULL) == (why != NULL) && (why == NULL) == (i != 3));
        CHECK(waited == NULL || unknown(id) || strcmp(id.data, IDS[i]) == 0);
        CHECK(seen->told[i] == (ended ? 1u : 0u));
    }
    pinecone_import_page_free(seen->kept);
    return many;
}

static int32_t outcome(const pinecone_import_waited_many *many, size_t index) {
    return pinecone_import_waited_outcome(pinecone_import_waited_many_at(many, index));
}

static void ends_are_told_once_each_as_they_happen(void) {
    struct seen seen = {{0}, 0, 0, 0, 0, 0, NULL};
    pinecone_import_waited_many *many = wait(&seen, 3600 * SECOND);
    const pinecone_import_error *why = pinecone_import_waited_many_error_at(many, 3);
    CHECK(seen.ended == IDS_LEN && seen.calls > 700 && seen.most_failures == 0);
    CHECK(outcome(many, 0) == PINECONE_IMPORT_WAITED_COMPLETED);
    CHECK(outcome(many, 1) == PINECONE_IMPORT_WAITED_COMPLETED);
    CHECK(outcome(many, 2) == PINECONE_IMPORT_WAITED_FAILED);
    CHECK(outcome(many, 4) == PINECONE_IMPORT_WAITED_CANCELLED);
    CHECK(outcome(many, 5) == PINECONE_IMPORT_WAITED_COMPLETED);
    CHECK(pinecone_import_error_http_status(why) == 404);
    CHECK(pinecone_import_waited_many_error(many) == NULL);
    /* A round of the six takes two requests, one of the one that is left takes one. */
    CHECK(pauses > 35 && requests < 60);
    pinecone_import_waited_many_free(many);
}

static void deadline_leaves_those_that_run(void) {
    struct seen seen = {{0}, 0, 0, 0, 0, 0, NULL};
    pinecone_import_waited_many *many = wait(&seen, 200 * SECOND);
    const pinecone_import_waited *waited = pinecone_import_waited_many_at(many, 1);
    CHECK(seen.ended == IDS_LEN - 1 && now <= 200 * SECOND);
    CHECK(outcome(many, 1) == PINECONE_IMPORT_WAITED_DEADLINE);
    CHECK(SAYS(pinecone_import_model_status_name(pinecone_import_waited_import(waited)),
               "InProgress"));
    CHECK(pinecone_import_waited_error(waited) == NULL);
    CHECK(outcome(many, 0) == PINECONE_IMPORT_WAITED_COMPLETED);
    pinecone_import_waited_many_free(many);
}

/* By the callback there and then, by a stop before the next request. */
static void callback_and_stop_end_it(void) {
    struct seen ends_it = {{0}, 0, 0, 0, 3, 0, NULL}, stops_it = {{0}, 0, 0, 0, 0, 3, NULL};
    pinecone_import_waited_many *many = wait(&ends_it, 3600 * SECOND);
    CHECK(ends_it.ended == 3 && now < 20 * SECOND);
    CHECK(outcome(many, 5) == PINECONE_IMPORT_WAITED_COMPLETED);
    CHECK(outcome(many, 1) == PINECONE_IMPORT_WAITED_STOPPED);
    pinecone_import_waited_many_free(many);

    stop = pinecone_import_stop_new();
    many = wait(&stops_it, 3600 * SECOND);
    CHECK(stops_it.ended == 3 && now < 20 * SECOND);
    CHECK(outcome(many, 0) == PINECONE_IMPORT_WAITED_COMPLETED);
    CHECK(outcome(many, 2) == PINECONE_IMPORT_WAITED_STOPPED);
    pinecone_import_waited_many_free(many);
    pinecone_import_stop_free(stop);
    stop = NULL;
}

/* Waits for `ids` without a callback, which fails or gives nothing. */
static pinecone_import_result refuse(const char *const *ids, size_t count, int32_t answers,
                                     pinecone_import_error **error) {
    pinecone_import_client *client = client_of_memory();
    pinecone_import_waited_many *many;
    pinecone_import_result result;
    status = answers, status_from = 0;
    result = pinecone_import_wait_many(client, ids, count, NULL, NULL, NULL, &many, error);
    status = 0;
    CHECK((many == NULL) == (result != 0) && pinecone_import_waited_many_len(many) == 0);
    CHECK((*error == NULL) == (result == 0));
    pinecone_import_waited_many_free(many);
    pinecone_import_client_free(client);
    return result;
}

static void bad_ids_are_refused_before_anything_is_sent(void) {
    static const char *const bad[] = {"..", "", "1/../2"};
    const char *ids[] = {"101", "102", NULL};
    pinecone_import_error *error;
    size_t i;
    for (i = 0; i < sizeof bad / sizeof *bad; i++) {
        ids[2] = bad[i];
        CHECK(refuse(ids, 3, 0, &error) == PINECONE_IMPORT_INVALID_ARGUMENT && requests == 0);
        CHECK(SAYS(pinecone_import_error_field(error), "import id"));
        pinecone_import_error_free(error);
    }
    CHECK(refuse(NULL, 0, 0, &error) == PINECONE_IMPORT_OK && requests == 0);
    CHECK(refuse(ids, 0, 0, &error) == PINECONE_IMPORT_OK && requests == 0);
}

static void error_of_all_ends_it(void) {
    pinecone_import_error *error;
    CHECK(refuse(IDS, IDS_LEN, 401, &error) == PINECONE_IMPORT_API && requests <= 2);
    CHECK(pinecone_import_error_http_status(error) == 401);
    pinecone_import_error_free(error);
    /* A temporary one as well, after two minutes. */
    CHECK(refuse(IDS, IDS_LEN, 503, &error) == PINECONE_IMPORT_API);
    CHECK(pinecone_import_error_http_status(error) == 503 && now >= 110 * SECOND && pauses > 3);
    pinecone_import_error_free(error);
}

static void outage_is_told(void) {
    struct seen seen = {{0}, 0, 0, 0, 0, 0, NULL};
    pinecone_import_waited_many *many;
    const pinecone_import_error *why;
    status = 503, status_from = 100 * SECOND;
    many = wait(&seen, 300 * SECOND);
    status = 0;
    why = pinecone_import_waited_many_error(many);
    CHECK(pinecone_import_error_http_status(why) == 503 && seen.most_failures > 10);
    CHECK(outcome(many, 1) == PINECONE_IMPORT_WAITED_DEADLINE && seen.ended == IDS_LEN - 1);
    pinecone_import_waited_many_free(many);
}

int main(void) {
    ends_are_told_once_each_as_they_happen();
    deadline_leaves_those_that_run();
    callback_and_stop_end_it();
    bad_ids_are_refused_before_anything_is_sent();
    error_of_all_ends_it();
    outage_is_told();
    return 0;
}
