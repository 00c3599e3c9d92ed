# find_package(pinecone_import CONFIG) gives the targets pinecone_import::shared and
# pinecone_import::static, as far as they are installed, and pinecone_import::pinecone_import, which
# is the first of them. Installed in PREFIX/share/cmake/pinecone_import.

get_filename_component(_pinecone_import_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
set(_pinecone_import_suffixes lib lib64 "lib/${CMAKE_LIBRARY_ARCHITECTURE}")

foreach(_pinecone_import_kind IN ITEMS SHARED STATIC)
    string(TOLOWER "${_pinecone_import_kind}" _pinecone_import_name)
    set(_pinecone_import_file "${CMAKE_${_pinecone_import_kind}_LIBRARY_PREFIX}pinecone_import")
    string(APPEND _pinecone_import_file "${CMAKE_${_pinecone_import_kind}_LIBRARY_SUFFIX}")
    find_file(_pinecone_import_found "${_pinecone_import_file}"
        PATHS "${_pinecone_import_prefix}" PATH_SUFFIXES ${_pinecone_import_suffixes} NO_DEFAULT_PATH)
    set(_pinecone_import_target "pinecone_import::${_pinecone_import_name}")
    if(_pinecone_import_found AND NOT TARGET ${_pinecone_import_target})
        add_library(${_pinecone_import_target} ${_pinecone_import_kind} IMPORTED)
        set_target_properties(${_pinecone_import_target} PROPERTIES
            IMPORTED_LOCATION "${_pinecone_import_found}"
            INTERFACE_INCLUDE_DIRECTORIES "${_pinecone_import_prefix}/include")
        if(_pinecone_import_kind STREQUAL STATIC)
            include(CMakeFindDependencyMacro)
            find_dependency(Threads)
            set_target_properties(${_pinecone_import_target} PROPERTIES
                INTERFACE_LINK_LIBRARIES "Threads::Threads;m;${CMAKE_DL_LIBS}")
        endif()
    endif()
    if(_pinecone_import_found AND NOT TARGET pinecone_import::pinecone_import)
        add_library(pinecone_import::pinecone_import INTERFACE IMPORTED)
        set_target_properties(pinecone_import::pinecone_import PROPERTIES
            INTERFACE_LINK_LIBRARIES "${_pinecone_import_target}")
    endif()
    unset(_pinecone_import_found CACHE)
endforeach()

if(NOT TARGET pinecone_import::pinecone_import)
    set(pinecone_import_FOUND FALSE)
    set(pinecone_import_NOT_FOUND_MESSAGE "no library below ${_pinecone_import_prefix}")
endif()
