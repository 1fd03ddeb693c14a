# Runs one named test with one mutant: the test must run, and fail. With MUTANT empty it must pass.
# cmake -DBINARY=... -DTEST=Suite.Name -DMUTANT=name -P run_mutant.cmake
set(ENV{NCV_MUTANT} "${MUTANT}")
set(ENV{NCV_FAILURES} "${FAILURES}")
execute_process(COMMAND ${BINARY} --gtest_filter=${TEST} --gtest_brief=1
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE errors)
if(NOT output MATCHES "1 test from 1 test suite ran")
  message(FATAL_ERROR "${TEST} did not run to its end:\n${output}\n${errors}")
endif()
if(MUTANT STREQUAL "")
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${TEST} fails without a mutant:\n${output}")
  endif()
elseif(NOT result EQUAL 1)
  message(FATAL_ERROR "the mutant ${MUTANT} survives ${TEST} (exit code ${result})")
endif()
