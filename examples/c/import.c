/* Makes sure that an import of a URI is running, and waits for its end. */
#include <pinecone_import.h>
#include <stdio.h>
#include <stdlib.h>

static int show(const pinecone_import_progress *progress, void *user_data) {
    const pinecone_import_model *import = pinecone_import_progress_just_seen(progress);
    float percent;
    (void)user_data;
    if (import == NULL) return 0;
    pinecone_import_model_percent_complete(import, &percent); /* 0 if unknown */
    printf("%s %.1f %%\n", pinecone_import_model_status_name(import).data, percent);
    fflush(stdout); /* hours may pass before the next line */
    return 0; /* anything else stops the wait */
}

/* The value of an environment variable; says what it should be if it is not set. */
static const char *variable(const char *name, const char *meaning) {
    const char *value = getenv(name);
    if (value == NULL) fprintf(stderr, "set %s to %s\n", name, meaning);
    return value;
}

/* Says why the import did not complete. */
static void explain(const pinecone_import_waited *waited) {
    const pinecone_import_str reason =
        pinecone_import_model_error(pinecone_import_waited_import(waited));
    const pinecone_import_error *last = pinecone_import_waited_error(waited);
    switch (pinecone_import_waited_outcome(waited)) {
    case PINECONE_IMPORT_WAITED_FAILED:
        fprintf(stderr, "the import failed: %s\n", reason.len > 0 ? reason.data : "no reason given");
        break;
    case PINECONE_IMPORT_WAITED_CANCELLED:
        fprintf(stderr, "the import was cancelled\n");
        break;
    case PINECONE_IMPORT_WAITED_DEADLINE:
        fprintf(stderr, "the import has not ended yet, and continues\n");
        if (last != NULL)
            fprintf(stderr, "the last poll: %s\n", pinecone_import_error_message(last).data);
        break;
    }
}

int main(int argc, char **argv) {
    const char *host = variable("PINECONE_INDEX_HOST", "the host of the index");
    const char *key = variable("PINECONE_API_KEY", "a key of its project");
    pinecone_import_client *client = NULL;
    pinecone_import_started *started = NULL;
    pinecone_import_waited *waited = NULL;
    pinecone_import_error *error = NULL;
    int outcome;

    if (argc != 2) fprintf(stderr, "usage: import URI\n");
    if (argc != 2 || host == NULL || key == NULL) return 2;

    if (pinecone_import_client_new(host, key, NULL, &client, &error) == PINECONE_IMPORT_OK &&
        pinecone_import_ensure(client, argv[1], NULL, PINECONE_IMPORT_ERROR_MODE_DEFAULT,
                               &started, &error) == PINECONE_IMPORT_OK) {
        pinecone_import_str id = pinecone_import_started_id(started);
        printf("import %s is running\n", id.data);
        fflush(stdout);
        pinecone_import_wait(client, id.data, NULL, show, NULL, &waited, &error);
    }

    if (error != NULL) {
        fprintf(stderr, "%s\n", pinecone_import_error_message(error).data);
        if (pinecone_import_error_may_have_executed(error))
            fprintf(stderr, "run this again later: it finds the import if it was started\n");
    }
    outcome = pinecone_import_waited_outcome(waited);
    explain(waited);

    pinecone_import_error_free(error); /* all of them accept NULL */
    pinecone_import_waited_free(waited);
    pinecone_import_started_free(started);
    pinecone_import_client_free(client);
    return outcome == PINECONE_IMPORT_WAITED_COMPLETED ? EXIT_SUCCESS : EXIT_FAILURE;
}
