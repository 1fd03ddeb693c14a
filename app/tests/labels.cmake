# `ctest -L ID` must run a claim's property and, where it has one, its mutants; `-L soak` every property; `-L quick` no
# test that is listed as slow.
# cmake -DNCV=ncv -DBUILD=build folder -P labels.cmake
cmake_minimum_required(VERSION 3.25)

function(selected label out)
  execute_process(COMMAND ${CMAKE_CTEST_COMMAND} --test-dir ${BUILD} -N -L "^${label}$"
    OUTPUT_VARIABLE listing COMMAND_ERROR_IS_FATAL ANY)
  set(${out} "${listing}" PARENT_SCOPE)
endfunction()

execute_process(COMMAND ${NCV} list --json OUTPUT_VARIABLE claims COMMAND_ERROR_IS_FATAL ANY)
string(JSON count LENGTH "${claims}")
math(EXPR last "${count} - 1")
selected(soak soak)
foreach(i RANGE ${last})
  string(JSON id GET "${claims}" ${i} id)
  string(JSON kind GET "${claims}" ${i} kind)
  if(kind STREQUAL "hypothesis") # of experiments/, which are no tests
    continue()
  endif()
  selected(${id} tests)
  if(kind STREQUAL "counterexample")
    if(NOT tests MATCHES "Counterexamples\\.${id}Replays")
      message(SEND_ERROR "ctest -L ${id} does not replay ${id}:\n${tests}")
    endif()
    continue()
  endif()
  if(NOT tests MATCHES "properties\\.[A-Za-z]*\\.(${id})[A-Za-z]*")
    message(SEND_ERROR "ctest -L ${id} runs no property of ${id}:\n${tests}")
  endif()
  if(NOT soak MATCHES "properties\\.[A-Za-z]*\\.(${id})[A-Za-z]*")
    message(SEND_ERROR "ctest -L soak does not run ${id}'s property")
  endif()
endforeach()

execute_process(COMMAND ${CMAKE_CTEST_COMMAND} --test-dir ${BUILD} -N OUTPUT_VARIABLE all
  COMMAND_ERROR_IS_FATAL ANY)
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/../../cmake/slow_tests.txt slow REGEX "^[^#]")
selected(quick quick)
foreach(test IN LISTS slow)
  if(NOT all MATCHES ": ${test}\n" OR quick MATCHES ": ${test}\n")
    message(SEND_ERROR "cmake/slow_tests.txt: ${test} is no test, or one of the quick ones")
  endif()
endforeach()
