/* A stop from another thread and from a signal handler: within 1.1 s, with the server up, silent and
   away; and what the events tell meanwhile. */
#include "check.h"
#include <pthread.h>
#include <signal.h>
#include <time.h>

static pinecone_import_stop *stop;
static pinecone_import_error *error;
static double requested;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void pass(long ms) {
    struct timespec time;
    time.tv_sec = ms / 1000;
    time.tv_nsec = ms % 1000 * 1000000;
    while (nanosleep(&time, &time) != 0) continue;
}

static void *from_a_thread(void *unused) {
    (void)unused;
    pass(300);
    requested = now();
    pinecone_import_stop_request(stop);
    return NULL;
}

static void on_signal(int signal) {
    (void)signal;
    pinecone_import_stop_request(stop);
}

static void *by_signals(void *main_thread) {
    pass(300);
    requested = now();
    /* The one that interrupts the call, and one for every thread. */
    CHECK(pthread_kill(*(pthread_t *)main_thread, SIGUSR1) == 0);
    return NULL;
}

struct told {
    int events, warnings, begun, ended, retries, pauses;
};

static void tell(int32_t level, const char *line, const pinecone_import_event *event,
                 void *user_data) {
    struct told *told = (struct told *)user_data;
    const pinecone_import_error *why = pinecone_import_event_error(event);
    uint64_t ms;
    CHECK(strlen(line) > 0 && strstr(line, setting("KEY")) == NULL && strchr(line, '\n') == NULL);
    told->events += 1;
    told->warnings += level == PINECONE_IMPORT_LEVEL_WARNING;
    switch (pinecone_import_event_kind(event)) {
    case PINECONE_IMPORT_EVENT_ATTEMPT_BEGINS:
        told->begun += 1;
        CHECK(pinecone_import_event_operation(event).len > 0);
        CHECK(pinecone_import_event_number(event) >= 1);
        CHECK(pinecone_import_event_number(event) <= pinecone_import_event_of(event));
        CHECK(why == NULL && !pinecone_import_event_time_ms(event, NULL));
        break;
    case PINECONE_IMPORT_EVENT_ATTEMPT_ENDED:
        told->ended += 1;
        CHECK((why == NULL) == (pinecone_import_event_http_status(event) == 200));
        CHECK(pinecone_import_event_time_ms(event, &ms));
        break;
    case PINECONE_IMPORT_EVENT_RETRY:
        told->retries += 1;
        CHECK(level == PINECONE_IMPORT_LEVEL_WARNING && why != NULL);
        CHECK(pinecone_import_event_number(event) >= 2);
        CHECK(pinecone_import_event_time_ms(event, &ms));
        break;
    case PINECONE_IMPORT_EVENT_PAUSE:
        told->pauses += 1;
        CHECK(unknown(pinecone_import_event_operation(event)));
        CHECK((why != NULL) == (pinecone_import_event_number(event) > 0));
        CHECK(pinecone_import_event_time_ms(event, &ms) && ms > 0);
        break;
    default:
        CHECK(pinecone_import_event_kind(event) == PINECONE_IMPORT_EVENT_SEARCH);
    }
}

/* A client of `url` that heeds a new stop, and the thread that makes the request. */
static pinecone_import_client *stopped_client(const char *url, struct told *told,
                                              void *(*how)(void *), pthread_t *thread,
                                              pthread_t *self) {
    pinecone_import_options *options = pinecone_import_options_new();
    pinecone_import_client *client;
    memset(told, 0, sizeof *told);
    *self = pthread_self();
    stop = pinecone_import_stop_new();
    CHECK(stop != NULL && !pinecone_import_stop_is_requested(stop));
    CHECK(pinecone_import_options_set_stop(options, stop) == 0);
    CHECK(pinecone_import_options_set_on_event(options, tell, told) == 0);
    CHECK(pinecone_import_options_set_retry_delays_ms(options, 60000, 60000) == 0);
    CHECK(pinecone_import_options_set_retry_tries(options, 9) == 0);
    CHECK_OK(pinecone_import_client_new(url, setting("KEY"), options, &client, &error), error);
    pinecone_import_options_free(options);
    CHECK(pthread_create(thread, NULL, how, self) == 0);
    return client;
}

static void ends_soon(pinecone_import_client *client, pthread_t thread) {
    double end = now();
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(end - requested < 1.1);
    CHECK(pinecone_import_stop_is_requested(stop));
    /* A later call sends nothing. */
    CHECK(pinecone_import_cancel(client, "1", &error) == PINECONE_IMPORT_TRANSPORT);
    CHECK(pinecone_import_error_transport_kind(error) == PINECONE_IMPORT_TRANSPORT_STOPPED);
    CHECK(!pinecone_import_error_may_have_executed(error));
    pinecone_import_error_free(error);
    /* The client keeps what it needs of it. */
    pinecone_import_stop_free(stop);
    CHECK(pinecone_import_cancel(client, "1", NULL) == PINECONE_IMPORT_TRANSPORT);
    pinecone_import_client_free(client);
}

static void waits(const char *url, const char *id, bool up, void *(*how)(void *)) {
    struct told told;
    pthread_t thread, self;
    pinecone_import_waited *waited;
    pinecone_import_client *client = stopped_client(url, &told, how, &thread, &self);
    CHECK_OK(pinecone_import_wait(client, id, NULL, NULL, NULL, &waited, &error), error);
    CHECK(pinecone_import_waited_outcome(waited) == PINECONE_IMPORT_WAITED_STOPPED);
    CHECK((pinecone_import_waited_import(waited) != NULL) == up);
    pinecone_import_waited_free(waited);
    ends_soon(client, thread);
    CHECK(told.begun >= 1 && told.begun == told.ended && told.retries == 0);
    CHECK(told.warnings == (up ? 0 : told.pauses));
}

static void retries(const char *url, void *(*how)(void *)) {
    struct told told;
    pthread_t thread, self;
    pinecone_import_started *started;
    pinecone_import_client *client = stopped_client(url, &told, how, &thread, &self);
    CHECK(pinecone_import_ensure(client, "s3://bucket/dir", NULL, 0, &started, &error) ==
          PINECONE_IMPORT_TRANSPORT);
    CHECK(!pinecone_import_error_may_have_executed(error));
    pinecone_import_error_free(error);
    ends_soon(client, thread);
    CHECK(told.retries == told.warnings);
}

int main(void) {
    pinecone_import_client *client = client_with(fast());
    pinecone_import_started *started;
    void *(*const how[])(void *) = {from_a_thread, by_signals};
    struct sigaction action;
    int i;

    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
    for (i = 0; i < 2; i++) {
        const char *id;
        CHECK_OK(pinecone_import_start(client, "s3://bucket/dir", NULL, 0, &started, &error), error);
        id = pinecone_import_started_id(started).data;
        waits(setting("URL"), id, true, how[i]);
        pinecone_import_started_free(started);
        waits(setting("URL"), "slow", false, how[i]);
        waits(setting("CLOSED_URL"), "101", false, how[i]);
        retries(setting("CLOSED_URL"), how[i]);
    }
    pinecone_import_client_free(client);
    return 0;
}
