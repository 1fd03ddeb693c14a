# The library, ncv and ncv-recheck once more, with the sanitizers of addresses and of undefined behaviour, at -O1. The objects of
# the tests are linked to them as they are. What AddressSanitizer sees, too, is left to it: those checks take a third of the build.

# ncv_sanitize(TARGET ORIGINAL...): TARGET is made of the sources of the targets ORIGINAL.
function(ncv_sanitize target)
  foreach(original IN LISTS ARGN)
    get_target_property(folder ${original} SOURCE_DIR)
    get_target_property(sources ${original} SOURCES)
    list(TRANSFORM sources PREPEND ${folder}/ REGEX "^[^/]")
    target_sources(${target} PRIVATE ${sources})
    foreach(property INCLUDE_DIRECTORIES COMPILE_DEFINITIONS LINK_LIBRARIES PRECOMPILE_HEADERS)
      get_target_property(value ${original} ${property})
      if(value)
        list(REMOVE_ITEM value ${ARGN})
        set_property(TARGET ${target} APPEND PROPERTY ${property} ${value})
      endif()
    endforeach()
    get_target_property(system ${original} INTERFACE_SYSTEM_INCLUDE_DIRECTORIES)
    if(system)
      target_include_directories(${target} SYSTEM PRIVATE ${system})
    endif()
  endforeach()
  target_compile_options(${target} PRIVATE -O1 -fsanitize=address,undefined -fno-sanitize=null,object-size,vptr,alignment
    -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  # Seeing the sanitizer Eigen would allocate in another way than in the objects of the tests, which free what it allocated.
  target_compile_definitions(${target} PRIVATE _GLIBCXX_ASSERTIONS EIGEN_MALLOC_ALREADY_ALIGNED=1)
  ncv_strict(${target})
  ncv_rooms(${target})
  set_target_properties(${target} PROPERTIES NCV_SANITIZED ON)
endfunction()

# ncv_link_sanitized(PROGRAM): options come before objects, so the sanitizers' definitions are the first the linker sees.
function(ncv_link_sanitized program)
  target_link_options(${program} PRIVATE -fsanitize=address,undefined
    "SHELL:-Wl,--whole-archive $<TARGET_FILE:ncv_sanitized> -Wl,--no-whole-archive")
  add_dependencies(${program} ncv_sanitized)
  set_target_properties(${program} PROPERTIES LINK_DEPENDS $<TARGET_FILE:ncv_sanitized>)
  add_dependencies(sanitized ${program})
endfunction()
