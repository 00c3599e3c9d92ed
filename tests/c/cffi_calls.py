"""The library as Python's cffi calls it: from the text of the header."""

import os
import subprocess
import sys

import cffi

library, header = sys.argv[1:]
with open(header) as file:
    # cffi knows the types of the standard headers by itself.
    text = "".join(line for line in file if not line.startswith("#include"))
preprocess = ["cc", "-E", "-P", "-"]
text = subprocess.run(preprocess, input=text, capture_output=True, text=True, check=True).stdout

ffi = cffi.FFI()
ffi.cdef(text)
lib = ffi.dlopen(library)


def text_of(string):
    return ffi.unpack(string.data, string.len).decode() if string.data else None


client = ffi.new("pinecone_import_client **")
started = ffi.new("pinecone_import_started **")
model = ffi.new("pinecone_import_model **")
error = ffi.new("pinecone_import_error **")
host, key = (os.environ[name].encode() for name in ("URL", "KEY"))
uri = b"s3://bucket/dir"
assert lib.pinecone_import_client_new(host, key, ffi.NULL, client, error) == 0
assert lib.pinecone_import_start(client[0], uri, ffi.NULL, 0, started, error) == 0
import_id = text_of(lib.pinecone_import_started_id(started[0]))
assert import_id == "101", import_id
lib.pinecone_import_started_free(started[0])

assert lib.pinecone_import_describe(client[0], import_id.encode(), model, error) == 0
assert lib.pinecone_import_model_status(model[0]) == lib.PINECONE_IMPORT_STATUS_PENDING
percent = ffi.new("float *", -1)
assert lib.pinecone_import_model_percent_complete(model[0], percent) is True
assert percent[0] >= 0
assert text_of(lib.pinecone_import_model_error(model[0])) is None
lib.pinecone_import_model_free(model[0])

seen = []


@ffi.callback("pinecone_import_callback")
def see(one, _):
    seen.append(text_of(lib.pinecone_import_model_id(one)))
    return 0


assert lib.pinecone_import_for_each(client[0], 0, 0, see, ffi.NULL, error) == 0
assert seen == ["101"], seen


ids = [ffi.new("char[]", name) for name in (import_id.encode(), b"nobody")]
array = ffi.new("const char *[]", ids)
options = lib.pinecone_import_wait_options_new()
assert lib.pinecone_import_wait_options_set_deadline_ms(options, 1500) == 0
many = ffi.new("pinecone_import_waited_many **")
ended = []


@ffi.callback("pinecone_import_wait_many_callback")
def watch(progress, _):
    ended.append(text_of(lib.pinecone_import_progress_many_ended_id(progress)))
    return 0


result = lib.pinecone_import_wait_many(
    client[0], array, len(ids), options, watch, ffi.NULL, many, error
)
lib.pinecone_import_wait_options_free(options)
assert result == 0 and lib.pinecone_import_waited_many_len(many[0]) == 2
waited = lib.pinecone_import_waited_many_at(many[0], 0)
outcome = lib.pinecone_import_waited_outcome(waited)
assert outcome == lib.PINECONE_IMPORT_WAITED_DEADLINE, outcome
refused = lib.pinecone_import_waited_many_error_at(many[0], 1)
assert lib.pinecone_import_error_http_status(refused) == 404
assert [name for name in ended if name is not None] == ["nobody"], ended
lib.pinecone_import_waited_many_free(many[0])
result = lib.pinecone_import_describe(client[0], b"nobody", model, error)
assert result == lib.PINECONE_IMPORT_API and model[0] == ffi.NULL
assert text_of(lib.pinecone_import_error_rpc_name(error[0])) == "NOT_FOUND"
lib.pinecone_import_error_free(error[0])
lib.pinecone_import_client_free(client[0])
