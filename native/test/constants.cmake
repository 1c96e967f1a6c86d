# The committed constants are what this platform's headers say today.
file(READ ${ACTUAL} actual)
file(READ ${COMMITTED} committed)
if(NOT actual STREQUAL committed)
    message(FATAL_ERROR "${COMMITTED} differs from what this platform says; build the target update_constants")
endif()
