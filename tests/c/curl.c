/* examples/c/curl_transport.c against the emulator, over TLS. */
#include "check.h"
#include "curl_transport.h"
#include <curl/curl.h>
#include <pthread.h>
#include <time.h>

static pinecone_import_error *error;
static pinecone_import_stop *stop;

/* A client over libcurl that trusts this CA; NULL is the system's. */
static pinecone_import_client *client_over(const char *url, const char *ca_file,
                                           curl_transport **curl) {
    pinecone_import_options *options = fast();
    pinecone_import_transport *transport;
    pinecone_import_client *client;
    CHECK((*curl = curl_transport_new(ca_file)) != NULL);
    CHECK((transport = pinecone_import_transport_new(curl_transport_send, *curl)) != NULL);
    CHECK(pinecone_import_options_set_max_response_bytes(options, 5000) == 0);
    CHECK(pinecone_import_options_set_stop(options, stop) == 0);
    CHECK_OK(pinecone_import_client_new_with_transport(url, setting("KEY"), options, transport,
                                                       &client, &error),
             error);
    pinecone_import_transport_free(transport);
    pinecone_import_options_free(options);
    return client;
}

static void close_client(pinecone_import_client *client, curl_transport *curl) {
    pinecone_import_client_free(client);
    curl_transport_free(curl);
}

/* A start ends with this, and an import may run or not. */
static void start_fails(const pinecone_import_client *client, const char *uri, int32_t kind,
                        bool may_run) {
    pinecone_import_started *started;
    CHECK(pinecone_import_start(client, uri, NULL, 0, &started, &error) ==
          PINECONE_IMPORT_TRANSPORT);
    if (pinecone_import_error_transport_kind(error) != kind)
        fprintf(stderr, "%s\n", pinecone_import_error_message(error).data);
    CHECK(pinecone_import_error_transport_kind(error) == kind);
    CHECK(pinecone_import_error_may_have_executed(error) == may_run);
    CHECK(!contains(pinecone_import_error_message(error), setting("KEY")));
    pinecone_import_error_free(error);
}

static void cancel_fails(const pinecone_import_client *client, const char *id, int32_t kind,
                         bool may_have) {
    CHECK(pinecone_import_cancel(client, id, &error) == PINECONE_IMPORT_TRANSPORT);
    CHECK(pinecone_import_error_transport_kind(error) == kind);
    CHECK(pinecone_import_error_may_have_executed(error) == may_have);
    pinecone_import_error_free(error);
}

static void describe_fails(const pinecone_import_client *client, const char *id,
                           pinecone_import_result result, int32_t kind) {
    pinecone_import_model *model;
    CHECK(pinecone_import_describe(client, id, &model, &error) == result);
    if (pinecone_import_error_transport_kind(error) != kind)
        fprintf(stderr, "%s\n", pinecone_import_error_message(error).data);
    CHECK(pinecone_import_error_transport_kind(error) == kind);
    pinecone_import_error_free(error);
}

static void life(const pinecone_import_client *client) {
    pinecone_import_wait_options *wait = polling(20000);
    pinecone_import_started *started;
    pinecone_import_waited *waited;
    pinecone_import_page *page;
    /* The test answers the first request with a 429. */
    CHECK_OK(pinecone_import_start(client, "s3://bucket/dir", NULL, 0, &started, &error), error);
    CHECK_OK(pinecone_import_wait(client, pinecone_import_started_id(started).data, wait, NULL,
                                  NULL, &waited, &error),
             error);
    CHECK(pinecone_import_waited_outcome(waited) == PINECONE_IMPORT_WAITED_COMPLETED);
    CHECK_OK(pinecone_import_list(client, 0, NULL, &page, &error), error);
    CHECK(pinecone_import_page_len(page) == 1);
    CHECK_OK(pinecone_import_cancel(client, pinecone_import_started_id(started).data, &error),
             error);
    pinecone_import_page_free(page);
    pinecone_import_waited_free(waited);
    pinecone_import_started_free(started);
    pinecone_import_wait_options_free(wait);
}

static void *request_stop(void *unused) {
    struct timespec time = {0, 300000000};
    (void)unused;
    while (nanosleep(&time, &time) != 0) continue;
    pinecone_import_stop_request(stop);
    return NULL;
}

int main(void) {
    pinecone_import_client *client;
    curl_transport *curl;
    pthread_t thread;
    time_t begun;
    CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
    CHECK((stop = pinecone_import_stop_new()) != NULL);

    client = client_over(setting("TLS_URL"), setting("CA_FILE"), &curl);
    life(client);
    start_fails(client, "s3://bucket/lost", PINECONE_IMPORT_TRANSPORT_IO, true);
    cancel_fails(client, "drop", PINECONE_IMPORT_TRANSPORT_IO, true);
    describe_fails(client, "garbage", PINECONE_IMPORT_TRANSPORT, PINECONE_IMPORT_TRANSPORT_PROTOCOL);
    describe_fails(client, "huge", PINECONE_IMPORT_TRANSPORT, PINECONE_IMPORT_TRANSPORT_TOO_LARGE);
    describe_fails(client, "huge-refusal", PINECONE_IMPORT_API, PINECONE_IMPORT_TRANSPORT_NONE);
    describe_fails(client, "moved", PINECONE_IMPORT_API, PINECONE_IMPORT_TRANSPORT_NONE);

    CHECK(pthread_create(&thread, NULL, request_stop, NULL) == 0);
    begun = time(NULL);
    describe_fails(client, "slow", PINECONE_IMPORT_TRANSPORT, PINECONE_IMPORT_TRANSPORT_STOPPED);
    CHECK(time(NULL) - begun < 5);
    CHECK(pthread_join(thread, NULL) == 0);
    close_client(client, curl);
    pinecone_import_stop_free(stop);
    stop = NULL;

    client = client_over(setting("TLS_URL"), NULL, &curl);
    start_fails(client, "s3://bucket/dir", PINECONE_IMPORT_TRANSPORT_CERTIFICATE, false);
    cancel_fails(client, "1", PINECONE_IMPORT_TRANSPORT_CERTIFICATE, false);
    close_client(client, curl);

    client = client_over(setting("CLOSED_URL"), NULL, &curl);
    start_fails(client, "s3://bucket/dir", PINECONE_IMPORT_TRANSPORT_CONNECT, false);
    cancel_fails(client, "1", PINECONE_IMPORT_TRANSPORT_CONNECT, false);
    close_client(client, curl);

    curl_global_cleanup();
    return 0;
}
