"""The library as a dynamic language calls it: by names and plain types alone."""

import os
import sys
from ctypes import CDLL, POINTER, Structure, byref, c_bool, c_char_p, c_float, c_int
from ctypes import c_int32, c_size_t, c_void_p, CFUNCTYPE


class Str(Structure):
    _fields_ = [("data", c_char_p), ("len", c_size_t)]


library = CDLL(sys.argv[1])


def function(name, result, *arguments):
    found = getattr(library, "pinecone_import_" + name)
    found.restype, found.argtypes = result, arguments
    return found


Callback = CFUNCTYPE(c_int, c_void_p, c_void_p)
Out = POINTER(c_void_p)
client_new = function("client_new", c_int32, c_char_p, c_char_p, c_void_p, Out, Out)
client_free = function("client_free", None, c_void_p)
start = function("start", c_int32, c_void_p, c_char_p, c_char_p, c_int32, Out, Out)
started_id = function("started_id", Str, c_void_p)
started_free = function("started_free", None, c_void_p)
for_each = function("for_each", c_int32, c_void_p, c_int32, c_size_t, Callback, c_void_p, Out)
model_id = function("model_id", Str, c_void_p)
model_percent = function("model_percent_complete", c_bool, c_void_p, POINTER(c_float))
describe = function("describe", c_int32, c_void_p, c_char_p, Out, Out)
error_message = function("error_message", Str, c_void_p)
error_free = function("error_free", None, c_void_p)

client, started, model, error = c_void_p(), c_void_p(), c_void_p(), c_void_p()
key = os.environ["KEY"].encode()
assert client_new(os.environ["URL"].encode(), key, None, byref(client), byref(error)) == 0
assert start(client, b"s3://bucket/dir", None, 0, byref(started), byref(error)) == 0
assert error.value is None
import_id = started_id(started)
assert (import_id.data, import_id.len) == (b"101", 3)
started_free(started)

seen = []


def see(import_, _):
    percent = c_float(-1)
    assert model_percent(import_, byref(percent)) and percent.value >= 0
    seen.append(model_id(import_).data)
    return 0


assert for_each(client, 0, 0, Callback(see), None, byref(error)) == 0
assert seen == [b"101"], seen
assert describe(client, b"nobody", byref(model), byref(error)) == 5
assert model.value is None
assert b"NOT_FOUND" in error_message(error).data
error_free(error)
client_free(client)
