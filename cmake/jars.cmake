# Tests the jar of each platform: cmake -DFOLDER=F -DVERSION=V -DJAR_TOOL=J -DPEERS=P -P jars.cmake. Python's lief reads
# the formats.
include("${CMAKE_CURRENT_LIST_DIR}/cross.cmake")

works(ok python3 -c "import lief")
if(PEERS STREQUAL "none" OR NOT ok)
    set(missing "python3 with lief is missing: pip install lief==1.0.0")
    if(PEERS STREQUAL "none")
        set(missing "-Dpeers=none")
    elseif(PEERS STREQUAL "required")
        message(FATAL_ERROR "native-ipc: ${missing}")
    endif()
    message(NOTICE "native-ipc: the jars of the platforms are not opened: ${missing}")
    return()
endif()
execute_process(COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/../native/test/jars_test.py" "${FOLDER}" "${VERSION}" "${JAR_TOOL}"
    COMMAND_ERROR_IS_FATAL ANY)
