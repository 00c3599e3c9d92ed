# The version of the installed header. Compatible is, before 1.0, the same minor version.

get_filename_component(_pinecone_import_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
file(STRINGS "${_pinecone_import_prefix}/include/pinecone_import.h" _pinecone_import_line
    REGEX "^#define PINECONE_IMPORT_VERSION \"")
string(REGEX REPLACE ".*\"(.*)\".*" "\\1" PACKAGE_VERSION "${_pinecone_import_line}")
string(REGEX MATCH "^(0\\.)?[0-9]+" _pinecone_import_ours "${PACKAGE_VERSION}")
string(REGEX MATCH "^(0\\.)?[0-9]+" _pinecone_import_theirs "${PACKAGE_FIND_VERSION}")

if(PACKAGE_FIND_VERSION VERSION_EQUAL PACKAGE_VERSION)
    set(PACKAGE_VERSION_EXACT TRUE)
endif()
if(PACKAGE_FIND_VERSION VERSION_LESS_EQUAL PACKAGE_VERSION
        AND _pinecone_import_ours STREQUAL _pinecone_import_theirs)
    set(PACKAGE_VERSION_COMPATIBLE TRUE)
endif()
