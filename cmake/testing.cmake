find_package(GTest REQUIRED)
find_package(rapidcheck REQUIRED)
include(GoogleTest)
include(cmake/test_labels.cmake)

# ncv_test_program(PROGRAM PREFIX prefix [LIBRARIES ...] [LINK ...] [HEADERS_OF target] TOGETHER n): a program of
# tests, one ctest PREFIX.Suite.Name per TEST; its files come with ncv_test, n of them a unit where files are compiled together.
# Its objects are a target of their own, which proofs_checks/mutants links against the mutated library.
function(ncv_test_program program)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "PREFIX;HEADERS_OF;TOGETHER" "LINK;LIBRARIES")
  add_library(${program}_objects OBJECT)
  target_link_libraries(${program}_objects PUBLIC ncv::ncv GTest::gtest GTest::gmock rapidcheck rapidcheck_gtest
    ${arg_LINK})
  ncv_strict(${program}_objects)
  set_target_properties(${program}_objects PROPERTIES UNITY_BUILD_BATCH_SIZE ${arg_TOGETHER})
  if(arg_HEADERS_OF) # precompiled, shared by targets with the same options
    target_precompile_headers(${program}_objects REUSE_FROM ${arg_HEADERS_OF})
  endif()
  add_executable(${program})
  set_target_properties(${program} PROPERTIES NCV_PREFIX ${arg_PREFIX})
  # Of templates that tests and library both instantiate the linker keeps the first it sees. Options come before objects: it is
  # that of the libraries under test, ncv and LIBRARIES, as optimised as their users have it.
  foreach(library ncv ${arg_LIBRARIES})
    target_link_options(${program} PRIVATE "SHELL:-Wl,--whole-archive $<TARGET_FILE:${library}> -Wl,--no-whole-archive")
    set_property(TARGET ${program} APPEND PROPERTY LINK_DEPENDS $<TARGET_FILE:${library}>)
    add_dependencies(${program} ${library})
  endforeach()
  target_link_libraries(${program} PRIVATE ${program}_objects GTest::gtest_main)
  add_dependencies(programs_and_tests ${program})
  gtest_discover_tests(${program} TEST_PREFIX "${arg_PREFIX}." DISCOVERY_MODE PRE_TEST)
  set(labels ${CMAKE_CURRENT_BINARY_DIR}/${program}_labels.cmake)
  file(WRITE ${labels} "include(${PROJECT_SOURCE_DIR}/cmake/test_labels.cmake)
set(prefix ${arg_PREFIX})
set(unlabelled \${${program}_TESTS})
")
  cmake_language(EVAL CODE "cmake_language(DEFER CALL file APPEND ${labels} [[ncv_all_are_labelled()]])")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${labels})
endfunction()

# ncv_test(PROGRAM STEM [TIMEOUT seconds] LABELS...): the tests of STEM.cpp beside the caller's CMakeLists.txt.
function(ncv_test program stem)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "TIMEOUT" "LABELS")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  target_sources(${program}_objects PRIVATE ${stem}.cpp)
  file(APPEND ${CMAKE_CURRENT_BINARY_DIR}/${program}_labels.cmake
    "ncv_label(${CMAKE_CURRENT_SOURCE_DIR}/${stem}.cpp ${arg_TIMEOUT} \"${arg_LABELS}\")\n")
  if("quick" IN_LIST arg_LABELS)
    add_dependencies(quick_tests ${program})
  endif()
  if(arg_LABELS MATCHES "quick|training|search")
    set_property(TARGET ${program} APPEND PROPERTY NCV_SANITIZED_FILES ${CMAKE_CURRENT_SOURCE_DIR}/${stem}.cpp)
  endif()
endfunction()

# ncv_sanitized_tests(PROGRAM PREFIX ORIGINAL...): the objects of the test programs ORIGINAL with the sanitizers' library. Their
# tests of files labelled quick, training or search, less the slow ones, are run once more, with fewer instances: sanitizers
# look at every line, not for counterexamples.
function(ncv_sanitized_tests program prefixed)
  add_executable(${program})
  set(names)
  foreach(original IN LISTS ARGN)
    get_target_property(linked ${original} LINK_LIBRARIES)
    target_link_libraries(${program} PRIVATE ${linked})
    get_target_property(prefix ${original} NCV_PREFIX)
    get_target_property(files ${original} NCV_SANITIZED_FILES)
    foreach(file IN LISTS files)
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file}) # its tests are listed here
      ncv_tests_in(tests ${file})
      foreach(test IN LISTS tests)
        if(NOT ${prefix}.${test} IN_LIST slow_tests)
          string(REPLACE "." "/*." typed ${test})
          list(APPEND names ${test} ${typed})
        endif()
      endforeach()
    endforeach()
  endforeach()
  list(JOIN names ":" filter)
  ncv_link_sanitized(${program})
  gtest_discover_tests(${program} TEST_PREFIX "${prefixed}." TEST_FILTER "${filter}" DISCOVERY_MODE PRE_TEST
    PROPERTIES LABELS sanitized TIMEOUT 600 ENVIRONMENT "NCV_INSTANCES=200;UBSAN_OPTIONS=print_stacktrace=1")
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
