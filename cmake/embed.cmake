# embed.cmake: text files into the program, so that `envgate explain` needs no files beside it.
#
# Included, it gives embed(OUT HEADER NAME FILE...): a C file with one row of NAMES per file, as HEADER
# declares them (src/cmd/pages.h: PAGES, PAGE_COUNT, of type page), made again when a file changes. Run as
# a script (cmake -P) it does that work.
if(CMAKE_SCRIPT_MODE_FILE AND CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
	set(arrays "")
	set(rows "")
	set(n 0)
	string(REPLACE "|" ";" FILES "${FILES}")
	foreach(file IN LISTS FILES)
		get_filename_component(name "${file}" NAME_WE)
		file(READ "${file}" hex HEX)
		# 32 bytes a line
		string(REGEX REPLACE "(................................................................)" "\\1\n" hex "${hex}")
		string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
		string(APPEND arrays "static const unsigned char page_${n}[] = {\n${hex}0 };\n")
		string(APPEND rows "\t{ S_INIT(\"${name}\"), { (const char *)page_${n}, (ptrdiff_t)sizeof page_${n} - 1 } },\n")
		math(EXPR n "${n} + 1")
	endforeach()
	string(TOLOWER "${NAME}" type)
	file(WRITE "${OUT}" "/* Made by cmake/embed.cmake. */\n#include \"${HEADER}\"\n\n${arrays}\nconst ${type} ${NAME}S[] = {\n${rows}};\nconst int ${NAME}_COUNT = ${n};\n")
	return()
endif()

function(embed out header name)
	list(JOIN ARGN "|" files)
	add_custom_command(OUTPUT ${out}
		COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DHEADER=${header} -DNAME=${name} "-DFILES=${files}" -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
		DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
		COMMENT "Embedding the pages" VERBATIM)
endfunction()
