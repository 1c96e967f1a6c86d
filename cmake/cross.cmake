# cross_build(FOLDER TOOLCHAIN TARGETS [OPTION...]): configures native for a toolchain in a folder below BUILD, and builds.
cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)

function(run)
    execute_process(COMMAND "${CMAKE_COMMAND}" ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(cross_build folder toolchain targets)
    run(-S "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../native" -B "${BUILD}/${folder}" "-DCMAKE_TOOLCHAIN_FILE=${toolchain}"
        -DCMAKE_BUILD_TYPE=Release ${ARGN} --log-level=WARNING)
    run(--build "${BUILD}/${folder}" --parallel ${cores} --target ${targets})
endfunction()
