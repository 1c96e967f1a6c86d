# Checks that the committed constants are equal to those of this platform's headers.
file(READ ${ACTUAL} actual)
file(READ ${COMMITTED} committed)
if(NOT actual STREQUAL committed)
    message(FATAL_ERROR "${COMMITTED} differs from what this platform says; build the target update_constants")
endif()
