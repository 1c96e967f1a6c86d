# Installs the package, and builds and runs a project that knows only where it is installed.
file(REMOVE_RECURSE ${WORK})
set(fatal COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix OUTPUT_QUIET ${fatal})
execute_process(COMMAND ${CMAKE_COMMAND} -S ${SOURCE} -B ${WORK}/build -DCMAKE_PREFIX_PATH=${WORK}/prefix
    -DCMAKE_CXX_COMPILER=${COMPILER} OUTPUT_QUIET ${fatal})
execute_process(COMMAND ${CMAKE_COMMAND} --build ${WORK}/build OUTPUT_QUIET ${fatal})
execute_process(COMMAND ${WORK}/build/ring_user OUTPUT_VARIABLE said ${fatal})
if(NOT said STREQUAL "hello")
    message(FATAL_ERROR "the program said: ${said}")
endif()
