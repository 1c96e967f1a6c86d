# Checks that the library exports the functions of ring.h with their version and nothing else, that it needs no library
# of C++, and that the header refuses a program of 32 bits.
file(READ ${HEADER} header)
string(REGEX MATCHALL "NATIVE_IPC_API [^(]*[ *]native_ipc_[a-z_]+\\(" declared "${header}")
list(TRANSFORM declared REPLACE ".*[ *](native_ipc_[a-z_]+)\\($" "\\1@@NATIVE_IPC_RING_1")
list(SORT declared)
execute_process(COMMAND ${NM} --dynamic --defined-only --with-symbol-versions --format=posix ${LIBRARY}
    OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE " [^\n]*\n" ";" symbols "${symbols}")
list(REMOVE_ITEM symbols "" NATIVE_IPC_RING_1 NATIVE_IPC_RING_1@@NATIVE_IPC_RING_1)
list(SORT symbols)
list(LENGTH declared count)
if(count LESS 30 OR NOT declared STREQUAL symbols)
    message(FATAL_ERROR "ring.h declares ${declared}, the library exports ${symbols}")
endif()

file(GET_RUNTIME_DEPENDENCIES LIBRARIES ${LIBRARY} RESOLVED_DEPENDENCIES_VAR needed)
if(needed MATCHES "stdc\\+\\+|libgcc")
    message(FATAL_ERROR "the library needs ${needed}")
endif()

execute_process(COMMAND ${COMPILER} -m32 -std=c99 -fsyntax-only -x c ${HEADER}
    RESULT_VARIABLE status ERROR_VARIABLE said OUTPUT_QUIET)
string(REGEX MATCHALL "error: " errors "${said}")
if(status EQUAL 0 OR NOT said MATCHES "needs a program of 64 bits" OR NOT errors STREQUAL "error: ")
    message(FATAL_ERROR "a compiler for 32 bits said: ${said}")
endif()
