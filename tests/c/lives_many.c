/* A wait for many, and that what its callback is told and what it returns agree. */
#include "lives_calls.h"
#include <string.h>

enum { MOST = 16 };

struct many {
    const char *ids[MOST];
    bool told[MOST]; /* whose end the callback was told */
    size_t count, told_len;
    unsigned calls, end_after;
};

/* Turns around whether the end of this id was told; several may have the same. */
static void turn(struct many *many, const char *id, bool told) {
    size_t i;
    for (i = 0; i < many->count; i++)
        if (many->told[i] == told && strcmp(many->ids[i], id) == 0) {
            many->told[i] = !told;
            return;
        }
    CHECK(!"each end is told, once, and of no other import");
}

static bool is_end(const pinecone_import_waited *waited, const char *id) {
    const pinecone_import_model *import = pinecone_import_waited_import(waited);
    int32_t outcome = pinecone_import_waited_outcome(waited);
    if (import != NULL) CHECK(strcmp(pinecone_import_model_id(import).data, id) == 0);
    CHECK(pinecone_import_waited_error(waited) == NULL);
    return outcome >= PINECONE_IMPORT_WAITED_COMPLETED && outcome <= PINECONE_IMPORT_WAITED_CANCELLED;
}

static int watch_many(const pinecone_import_progress_many *progress, void *user_data) {
    struct many *many = user_data;
    const pinecone_import_waited *ended = pinecone_import_progress_many_ended(progress);
    const pinecone_import_error *error = pinecone_import_progress_many_ended_error(progress);
    const char *id = pinecone_import_progress_many_ended_id(progress).data;
    pinecone_import_page *page;
    CHECK((id == NULL) == (ended == NULL && error == NULL));
    if (id != NULL) {
        turn(many, id, false);
        many->told_len += 1;
        CHECK((error == NULL) == is_end(ended, id));
    }
    CHECK(pinecone_import_progress_many_pending(progress) == many->count - many->told_len);
    CHECK(pinecone_import_progress_many_failures(progress) == 0 ||
          pinecone_import_progress_many_error(progress) != NULL);
    CHECK(pinecone_import_progress_many_imports(progress, &page, NULL) == PINECONE_IMPORT_OK);
    CHECK(pinecone_import_page_len(page) <= many->count - many->told_len);
    pinecone_import_page_free(page);
    return ++many->calls == many->end_after;
}

pinecone_import_result wait_for_many(const pinecone_import_client *client, const char *ids,
                                     unsigned most, struct made *made,
                                     pinecone_import_error **error) {
    pinecone_import_wait_options *options = pinecone_import_wait_options_new();
    pinecone_import_waited_many *waited;
    pinecone_import_result result;
    char text[MOST * sizeof made->id], *at;
    struct many many;
    size_t i;
    memset(&many, 0, sizeof many);
    many.end_after = most;
    CHECK(strlen(ids) < sizeof text);
    strcpy(text, ids);
    for (at = text; *at != '\0';) {
        CHECK(many.count < MOST);
        many.ids[many.count++] = at;
        at += strcspn(at, " ");
        if (*at != '\0') *at++ = '\0';
    }
    CHECK(pinecone_import_wait_options_set_deadline_ms(options, patience) == 0);
    result = pinecone_import_wait_many(client, many.ids, many.count, options, watch_many, &many,
                                       &waited, error);
    pinecone_import_wait_options_free(options);
    CHECK(pinecone_import_waited_many_len(waited) == (result == 0 ? many.count : 0));
    for (i = 0; i < many.count && result == 0; i++) {
        const pinecone_import_waited *one = pinecone_import_waited_many_at(waited, i);
        const pinecone_import_error *why = pinecone_import_waited_many_error_at(waited, i);
        bool end = one != NULL && is_end(one, many.ids[i]);
        CHECK((one == NULL) == (why != NULL));
        if (end || why != NULL) turn(&many, many.ids[i], true);
        made->seen += end, made->refused += why != NULL;
        if (one != NULL && !end) made->end = pinecone_import_waited_outcome(one);
        if (strcmp(many.ids[i], "nobody") == 0) CHECK(!end);
    }
    if (result == 0) CHECK(many.told_len == made->seen + made->refused);
    pinecone_import_waited_many_free(waited);
    return result;
}
