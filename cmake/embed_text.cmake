# embed_text.cmake: one text file into the program, as a C string.
#
# Included, it gives embed_text(OUT NAME FILE): a C file that defines `const char NAME[]`, NUL at the
# end, made again when FILE changes. Run as a script (cmake -P) it does that work. The text travels as
# numbers: C11 promises only 4095 characters of string literal.
if(CMAKE_SCRIPT_MODE_FILE AND CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
	file(READ "${FILE}" hex HEX)
	string(REPEAT "[0-9a-f]" 48 line)
	string(REGEX REPLACE "(${line})" "\\1\n" hex "${hex}")
	string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
	file(WRITE "${OUT}" "/* Made by cmake/embed_text.cmake. */\nextern const char ${NAME}[];\nconst char ${NAME}[] = {\n${hex}0 };\n")
	return()
endif()

function(embed_text out name file)
	add_custom_command(OUTPUT ${out}
		COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DNAME=${name} -DFILE=${file}
			-P ${PROJECT_SOURCE_DIR}/cmake/embed_text.cmake
		DEPENDS ${file} ${PROJECT_SOURCE_DIR}/cmake/embed_text.cmake
		COMMENT "Embedding ${name}" VERBATIM)
endfunction()
