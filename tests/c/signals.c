/* Signals that interrupt system calls, with and without SA_RESTART, neither end nor fail a call; and
   the library handles none itself. */
#include "check.h"
#include <pthread.h>
#include <signal.h>
#include <time.h>

enum { SIGNALS = 32 };

static volatile sig_atomic_t handled, enough;
static pinecone_import_error *error;

static void on_signal(int signal) {
    (void)signal;
    handled += 1;
}

/* Interrupts the main thread every 2 ms. */
static void *interrupt(void *main_thread) {
    struct timespec time = {0, 2000000};
    while (!enough) {
        CHECK(pthread_kill(*(pthread_t *)main_thread, SIGUSR1) == 0);
        nanosleep(&time, NULL);
    }
    return NULL;
}

/* A life of an import; with a stop, a thread of the library does the IO. */
static void life(const char *url, const pinecone_import_stop *stop) {
    pinecone_import_options *options = fast();
    pinecone_import_wait_options *wait = polling(20000);
    pinecone_import_client *client;
    pinecone_import_started *started;
    pinecone_import_waited *waited;
    pinecone_import_page *page;
    pinecone_import_model *model;
    int i;
    /* A second attempt would hide a failure. */
    CHECK(pinecone_import_options_set_retry_tries(options, 1) == 0);
    CHECK(pinecone_import_options_add_root_certificate_pem(options, setting("CA_PEM")) == 0);
    CHECK(pinecone_import_options_set_stop(options, stop) == 0);
    CHECK_OK(pinecone_import_client_new(url, setting("KEY"), options, &client, &error), error);
    CHECK_OK(pinecone_import_start(client, "s3://bucket/dir", NULL, 0, &started, &error), error);
    CHECK_OK(pinecone_import_wait(client, pinecone_import_started_id(started).data, wait, NULL,
                                  NULL, &waited, &error),
             error);
    CHECK(pinecone_import_waited_outcome(waited) == PINECONE_IMPORT_WAITED_COMPLETED);
    for (i = 0; i < 20; i++) {
        CHECK_OK(pinecone_import_list(client, 0, NULL, &page, &error), error);
        pinecone_import_page_free(page);
    }
    /* Answered after a second. */
    CHECK(pinecone_import_describe(client, "soon", &model, &error) == PINECONE_IMPORT_API);
    CHECK(pinecone_import_error_http_status(error) == 404);
    pinecone_import_error_free(error);
    pinecone_import_waited_free(waited);
    pinecone_import_started_free(started);
    pinecone_import_client_free(client);
    pinecone_import_wait_options_free(wait);
    pinecone_import_options_free(options);
}

/* The handlers of all signals. */
static void read_handlers(void (*handlers[SIGNALS])(int)) {
    struct sigaction action;
    int i;
    for (i = 1; i < SIGNALS; i++) {
        CHECK(sigaction(i, NULL, &action) == 0);
        handlers[i] = action.sa_handler;
    }
}

int main(void) {
    void (*before[SIGNALS])(int), (*after[SIGNALS])(int);
    int i;
    pinecone_import_stop *stop = pinecone_import_stop_new();
    pthread_t thread, self = pthread_self();
    struct sigaction action;
    int flags;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
    read_handlers(before);
    CHECK(pthread_create(&thread, NULL, interrupt, &self) == 0);
    for (flags = 0; flags < 2; flags++) {
        action.sa_flags = flags == 0 ? 0 : SA_RESTART;
        CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
        handled = 0;
        life(setting("TLS_URL"), NULL);
        life(setting("URL"), NULL);
        life(setting("TLS_URL"), stop);
        CHECK(handled > 100);
    }
    read_handlers(after);
    for (i = 1; i < SIGNALS; i++) CHECK(before[i] == after[i]);
    enough = 1;
    CHECK(pthread_join(thread, NULL) == 0);
    pinecone_import_stop_free(stop);
    return 0;
}
