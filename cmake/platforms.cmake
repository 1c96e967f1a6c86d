# Builds the library for every platform, for which zig is enough: cmake -DBUILD=FOLDER -P platforms.cmake. Each platform gets a
# folder below BUILD with the name of its toolchain; all of them leave what goes into the jars in BUILD/natives.
#   -DCHECK=ON   compares the committed constants with each platform's headers as well
#   -DUPDATE=ON  writes them
# Those two run a program of each Linux, and for macOS a script of Python; what is missing for a platform is named in one line, and
# with -DPEERS=required is an error. The constants of Windows are compared by a test in a Windows JVM.
include("${CMAKE_CURRENT_LIST_DIR}/cross.cmake")

set(constants)
if(UPDATE)
    set(constants update_constants)
elseif(CHECK AND NOT PEERS STREQUAL "none")
    set(constants check_constants)
elseif(CHECK)
    message(NOTICE "native-ipc: the constants of the other platforms are not compared: -Dpeers=none")
    return()
endif()
file(GLOB toolchains "${CMAKE_CURRENT_LIST_DIR}/toolchains/*-*.cmake")
list(FILTER toolchains EXCLUDE REGEX "/(mingw|qemu)-")
foreach(toolchain IN LISTS toolchains)
    cmake_path(GET toolchain STEM platform)
    set(targets native_ipc)
    if(constants AND NOT platform MATCHES "windows")
        missing_to_run("${platform}" missing)
        if(NOT missing)
            list(APPEND targets ${constants})
        elseif(UPDATE OR PEERS STREQUAL "required")
            message(FATAL_ERROR "native-ipc: the constants of ${platform}: ${missing}")
        else()
            message(NOTICE "native-ipc: the constants of ${platform} are not compared: ${missing}")
        endif()
    endif()
    cross_build("${platform}" "${toolchain}" "${targets}" -DNATIVE_IPC_SHIM_ALONE=ON)
endforeach()
