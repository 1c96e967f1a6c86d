# The committed constants are what this platform's headers say today.
execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE actual COMMAND_ERROR_IS_FATAL ANY)
file(READ ${COMMITTED} committed)
if(NOT actual STREQUAL committed)
    message(FATAL_ERROR "${COMMITTED} differs from what this platform says; build the target update_constants")
endif()
