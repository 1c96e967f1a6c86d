# Builds the library for every platform: cmake -DBUILD=FOLDER -P platforms.cmake. Each gets a folder below BUILD with the
# name of its toolchain; all of them leave what goes into the jars in BUILD/natives. The committed constants are compared
# with each platform's headers, or with -DUPDATE=ON written anew; those of Windows aside, which a test in a Windows JVM compares.
function(run)
    execute_process(COMMAND "${CMAKE_COMMAND}" ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

set(constants check_constants)
if(UPDATE)
    set(constants update_constants)
endif()
cmake_host_system_information(RESULT host QUERY OS_PLATFORM)
cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
file(GLOB toolchains "${CMAKE_CURRENT_LIST_DIR}/toolchains/*-*.cmake")
list(FILTER toolchains EXCLUDE REGEX "/(mingw|qemu)-")
foreach(toolchain IN LISTS toolchains)
    cmake_path(GET toolchain STEM platform)
    set(targets native_ipc)
    set(runs ON)
    if(platform MATCHES "^linux-([a-z0-9_]+)" AND NOT CMAKE_MATCH_1 STREQUAL host)
        set(qemu "qemu-${CMAKE_MATCH_1}-static")
        find_program(${qemu} "${qemu}")
        if(NOT ${qemu})
            set(runs OFF)
            message(STATUS "The constants of ${platform} are not compared: there is no ${qemu}")
        endif()
    endif()
    if(runs AND NOT platform MATCHES "windows")
        list(APPEND targets ${constants})
    endif()
    run(-S "${CMAKE_CURRENT_LIST_DIR}/../native" -B "${BUILD}/${platform}" "-DCMAKE_TOOLCHAIN_FILE=${toolchain}"
        -DCMAKE_BUILD_TYPE=Release -DNATIVE_IPC_SHIM_ALONE=ON --log-level=WARNING)
    run(--build "${BUILD}/${platform}" --parallel ${cores} --target ${targets})
endforeach()

# For the tests under qemu.
run(-S "${CMAKE_CURRENT_LIST_DIR}/../native" -B "${BUILD}/qemu-aarch64"
    "-DCMAKE_TOOLCHAIN_FILE=${CMAKE_CURRENT_LIST_DIR}/toolchains/qemu-aarch64.cmake"
    -DCMAKE_BUILD_TYPE=Release --log-level=WARNING)
run(--build "${BUILD}/qemu-aarch64" --parallel ${cores} --target ipc_peer)
