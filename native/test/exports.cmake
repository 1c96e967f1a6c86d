# Checks that the library exports the functions of ipc_shim.h and nothing else, and that Java declares the same
# functions.
function(names_in text result)
    string(REGEX MATCHALL "ipc_[a-z_]+\\(" names "${text}")
    list(TRANSFORM names REPLACE "\\(" "")
    list(SORT names)
    set(${result} ${names} PARENT_SCOPE)
endfunction()

file(STRINGS ${HEADER} header REGEX "^IPC_API ")
names_in("${header}" in_header)
file(STRINGS ${JAVA} java REGEX "^    (int|long) ipc_")
names_in("${java}" in_java)
execute_process(COMMAND ${NM} --dynamic --defined-only --format=posix ${LIBRARY}
    OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE " [^\n]*\n" ";" symbols "${symbols}")
list(REMOVE_ITEM symbols "")
list(SORT symbols)

if(NOT in_header STREQUAL in_java)
    message(FATAL_ERROR "ipc_shim.h declares ${in_header}, Shim.java ${in_java}")
endif()
if(NOT in_header STREQUAL symbols)
    message(FATAL_ERROR "ipc_shim.h declares ${in_header}, the library exports ${symbols}")
endif()
