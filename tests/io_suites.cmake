# Read by ctest, not by cmake: registers each suite of the tests with I/O as one test, `io.<suite>`. One process per suite,
# not per case as gtest_discover_tests has it: under a sanitizer, starting costs more than most cases.
# Given: program.
set(suites "")
if(EXISTS ${program})
    execute_process(COMMAND ${program} --gtest_list_tests OUTPUT_VARIABLE listed RESULT_VARIABLE status)
    if(status EQUAL 0)
        # The lines that are not indented. A line break in front makes each match begin where a line begins.
        string(REGEX MATCHALL "\n[A-Za-z0-9_/]+\\." suites "\n${listed}")
    endif()
endif()
if(NOT suites)
    set(suites "*.")   # Not built, broken or empty: a run of everything shows it as a failure.
endif()
foreach(suite IN LISTS suites)
    string(REGEX REPLACE "[\n.]" "" suite ${suite})
    set(name io.${suite})
    add_test(${name} ${program} --gtest_filter=${suite}.*)
    set(timeout 120)
    if(suite MATCHES "Mutation$")
        set(timeout 900)   # tens of thousands of requests; a sanitizer makes each several times as slow
    endif()
    # gtest is content when it finds nothing to run, as in a suite whose cases are all disabled.
    set_tests_properties(${name} PROPERTIES LABELS io PROCESSORS 2 TIMEOUT ${timeout} FAIL_REGULAR_EXPRESSION "Running 0 tests")
endforeach()
