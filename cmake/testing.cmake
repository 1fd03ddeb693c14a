find_package(GTest REQUIRED)
find_package(rapidcheck REQUIRED)

file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/slow_tests.txt NCV_SLOW_TESTS REGEX "^[^#]")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/slow_tests.txt)
file(WRITE ${PROJECT_BINARY_DIR}/slow_tests.cmake "set(slow_tests ${NCV_SLOW_TESTS})\n")

# ncv_discover(TARGET PREFIX TIMEOUT LABELS...): one ctest PREFIX.Suite.Name per TEST. gtest_discover_tests
# takes no list as a property's value, so the labels are set on what it found, `quick` on what is not slow.
function(ncv_discover target prefix timeout)
  gtest_discover_tests(${target} TEST_PREFIX "${prefix}." DISCOVERY_MODE PRE_TEST
    PROPERTIES TIMEOUT ${timeout})
  set(labels ${CMAKE_CURRENT_BINARY_DIR}/${target}_labels.cmake)
  set(not_quick ${ARGN})
  list(REMOVE_ITEM not_quick quick)
  file(WRITE ${labels} "foreach(test IN LISTS ${target}_TESTS)
  list(FIND slow_tests \${test} slow)
  if(slow GREATER -1)
    set_tests_properties(\${test} PROPERTIES LABELS \"${not_quick}\")
  else()
    set_tests_properties(\${test} PROPERTIES LABELS \"${ARGN}\")
  endif()
endforeach()
")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${PROJECT_BINARY_DIR}/slow_tests.cmake ${labels})
  if("quick" IN_LIST ARGN)
    add_dependencies(quick_tests ${target})
  endif()
endfunction()

# ncv_test(STEM [LABELS ...] [LINK ...] [TIMEOUT seconds] [HEADERS_OF target]): one test binary from STEM.cpp beside the
# caller's CMakeLists.txt, one ctest per TEST. Its objects are linked a second time against the
# mutated library (proofs_checks/mutants).
function(ncv_test stem)
  cmake_parse_arguments(arg "" "TIMEOUT;HEADERS_OF" "LABELS;LINK" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  get_filename_component(folder ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  set(name ${folder}_${stem})
  add_library(${name}_objects OBJECT ${stem}.cpp)
  target_link_libraries(${name}_objects PUBLIC ncv::ncv GTest::gtest GTest::gmock rapidcheck
    rapidcheck_gtest ${arg_LINK})
  ncv_strict(${name}_objects)
  if(arg_HEADERS_OF) # precompiled, shared by sources with the same options
    target_precompile_headers(${name}_objects REUSE_FROM ${arg_HEADERS_OF})
  endif()
  add_executable(${name})
  target_link_libraries(${name} PRIVATE ${name}_objects GTest::gtest_main)
  add_dependencies(programs_and_tests ${name})
  ncv_discover(${name} ${folder} ${arg_TIMEOUT} ${arg_LABELS})
  set_property(GLOBAL APPEND PROPERTY NCV_TEST_OBJECTS ${name}_objects)
endfunction()
# Claims' headers and their tests share their stems: for each header of lib/claims that has a test beside the caller's
# CMakeLists.txt, TEST(STEM LABELS ... and the ids of its records).
function(ncv_claim_tests test)
  file(GLOB headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/lib/claims/[a-z][0-9]*.hpp)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${headers})
  foreach(header IN LISTS headers)
    get_filename_component(stem ${header} NAME_WE)
    file(STRINGS ${header} ids REGEX "^ +[.]id = ")
    list(TRANSFORM ids REPLACE "^ +[.]id = \"(.*)\",$" "\\1")
    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${stem}.cpp)
      cmake_language(CALL ${test} ${stem} LABELS ${ARGN} ${ids})
    endif()
  endforeach()
endfunction()

include(GoogleTest)
