# smsgw_text_literals(from into): turns the text in the variable that `from` names into C++ string literals in the variable that
# `into` names. Several, which the compiler joins, because compilers limit the length of one.
function(smsgw_text_literals from into)
    string(LENGTH "${${from}}" length)
    set(made "\"\"")
    set(at 0)
    while(at LESS length)
        string(SUBSTRING "${${from}}" ${at} 8000 piece)
        string(APPEND made "\nR\"text(${piece})text\"")
        math(EXPR at "${at} + 8000")
    endwhile()
    set(${into} "${made}" PARENT_SCOPE)
endfunction()
