/* A client that two processes have after a fork: each gets the answers to its own requests. A stop
   of one is not seen in the other. */
#include "check.h"
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 200 };

static pinecone_import_started *start(const pinecone_import_client *client) {
    pinecone_import_started *started;
    pinecone_import_error *error;
    CHECK_OK(pinecone_import_start(client, "s3://bucket/dir", NULL, 0, &started, &error), error);
    return started;
}

static void describe(const pinecone_import_client *client, const char *id) {
    pinecone_import_model *model;
    pinecone_import_error *error;
    CHECK_OK(pinecone_import_describe(client, id, &model, &error), error);
    CHECK(strcmp(pinecone_import_model_id(model).data, id) == 0);
    pinecone_import_model_free(model);
}

static void share(const char *url) {
    pinecone_import_options *options = fast();
    pinecone_import_stop *stop = pinecone_import_stop_new();
    pinecone_import_client *client;
    pinecone_import_error *error;
    pinecone_import_started *ours, *theirs;
    pid_t child;
    int i, status;

    /* Another process's answer must not be hidden by asking again. */
    CHECK(pinecone_import_options_set_retry_tries(options, 1) == PINECONE_IMPORT_OK);
    CHECK(pinecone_import_options_add_root_certificate_pem(options, setting("CA_PEM")) == 0);
    CHECK_OK(pinecone_import_client_new(url, setting("KEY"), options, &client, &error), error);
    pinecone_import_options_free(options);
    ours = start(client);
    theirs = start(client);
    describe(client, pinecone_import_started_id(ours).data); /* leaves an idle connection */
    child = fork();
    CHECK(child >= 0);
    for (i = 0; i < ROUNDS; i++)
        describe(client, pinecone_import_started_id(child == 0 ? theirs : ours).data);
    if (child == 0) pinecone_import_stop_request(stop);
    if (child != 0) {
        CHECK(waitpid(child, &status, 0) == child);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    CHECK(pinecone_import_stop_is_requested(stop) == (child == 0));
    pinecone_import_stop_free(stop);
    pinecone_import_started_free(ours);
    pinecone_import_started_free(theirs);
    pinecone_import_client_free(client);
    if (child == 0) exit(0);
}

int main(void) {
    share(setting("URL"));
    share(setting("TLS_URL"));
    return 0;
}
