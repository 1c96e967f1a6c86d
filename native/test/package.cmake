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

# The same for C.
execute_process(COMMAND ${CMAKE_COMMAND} -S ${SOURCE}_c -B ${WORK}/build_c -DCMAKE_PREFIX_PATH=${WORK}/prefix
    -DCMAKE_C_COMPILER=${C_COMPILER} OUTPUT_QUIET ${fatal})
execute_process(COMMAND ${CMAKE_COMMAND} --build ${WORK}/build_c OUTPUT_QUIET ${fatal})
foreach(user user_of_ring_c user_of_ring_c_static)
    execute_process(COMMAND ${WORK}/build_c/${user} /${user} OUTPUT_VARIABLE said ${fatal})
    if(NOT said STREQUAL "hello")
        message(FATAL_ERROR "${user} said: ${said}")
    endif()
endforeach()
