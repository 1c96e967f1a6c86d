# cross_build(FOLDER TOOLCHAIN TARGETS [OPTION...]): configures native for a toolchain in a folder below BUILD, and
# builds the targets.
cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)

function(run)
    execute_process(COMMAND "${CMAKE_COMMAND}" ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(cross_build folder toolchain targets)
    run(-S "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../native" -B "${BUILD}/${folder}" "-DCMAKE_TOOLCHAIN_FILE=${toolchain}"
        -DCMAKE_BUILD_TYPE=Release ${ARGN} --log-level=WARNING)
    run(--build "${BUILD}/${folder}" --parallel ${cores} --target ${targets})
endfunction()

# works(RESULT COMMAND...): sets RESULT to whether the command can be run and succeeds.
function(works result)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
    set(ok OFF)
    if(status EQUAL 0)
        set(ok ON)
    endif()
    set(${result} ${ok} PARENT_SCOPE)
endfunction()

# missing_to_run(PLATFORM RESULT): describes what must be installed before a program of the platform runs here; empty if
# nothing is missing.
function(missing_to_run platform result)
    set(missing)
    cmake_host_system_information(RESULT host QUERY OS_PLATFORM)
    if(platform MATCHES "^(macos|windows)-")
        works(ok python3 --version)
        if(NOT ok)
            set(missing "python3 is missing or does not run: apt-get install python3")
        endif()
    elseif(platform MATCHES "^linux-([a-z0-9_]+)" AND NOT CMAKE_MATCH_1 STREQUAL host)
        set(arch ${CMAKE_MATCH_1})
        works(ok qemu-${arch}-static --version)
        if(NOT ok)
            set(missing "qemu-${arch}-static is missing or does not run: apt-get install qemu-user-static")
        elseif(NOT platform MATCHES "musl$")
            file(GLOB loader "/usr/${arch}-linux-gnu/lib*/ld-linux-*")
            if(NOT loader)
                string(REPLACE "aarch64" "arm64" package "${arch}")
                string(REPLACE "x86_64" "amd64" package "${package}")
                set(missing "/usr/${arch}-linux-gnu is missing: apt-get install libc6-${package}-cross")
            endif()
        endif()
    endif()
    set(${result} "${missing}" PARENT_SCOPE)
endfunction()
