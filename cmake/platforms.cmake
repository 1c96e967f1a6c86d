# Builds the library for every platform: cmake -DBUILD=FOLDER -P platforms.cmake. Each gets a folder below BUILD with the
# name of its toolchain; all of them leave what goes into the jars in BUILD/natives. The committed constants are compared
# with each platform's headers, those of Windows aside, which a test in a Windows JVM compares.
function(run)
    execute_process(COMMAND "${CMAKE_COMMAND}" ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

find_program(qemu qemu-aarch64-static)
file(GLOB toolchains "${CMAKE_CURRENT_LIST_DIR}/toolchains/*-*.cmake")
list(FILTER toolchains EXCLUDE REGEX "/mingw-")
foreach(toolchain IN LISTS toolchains)
    cmake_path(GET toolchain STEM platform)
    set(targets native_ipc)
    if(platform MATCHES "linux-aarch64" AND NOT qemu)
        message(STATUS "The constants of ${platform} are not compared: there is no qemu-aarch64-static")
    elseif(NOT platform MATCHES "windows")
        list(APPEND targets check_constants)
    endif()
    run(-S "${CMAKE_CURRENT_LIST_DIR}/../native" -B "${BUILD}/${platform}" "-DCMAKE_TOOLCHAIN_FILE=${toolchain}"
        -DCMAKE_BUILD_TYPE=Release -DNATIVE_IPC_SHIM_ALONE=ON --log-level=WARNING)
    run(--build "${BUILD}/${platform}" --parallel --target ${targets})
endforeach()
