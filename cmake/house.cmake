# house.cmake: what every target of ours has in common, and floor(), which makes a room.

add_library(house INTERFACE)
target_compile_features(house INTERFACE c_std_11)
target_compile_definitions(house INTERFACE _POSIX_C_SOURCE=200809L
	ENVGATE_VERSION="${PROJECT_VERSION}")
target_include_directories(house INTERFACE ${PROJECT_SOURCE_DIR}/src ${PROJECT_BINARY_DIR}/generated)
target_compile_options(house INTERFACE
	-Wall -Wextra -Wpedantic -Wconversion -Wno-sign-conversion -Wshadow -Wstrict-prototypes
	-Wmissing-prototypes -Wvla -Wundef -Wformat=2)
if(ENVGATE_WERROR)
	target_compile_options(house INTERFACE -Werror)
endif()
if(ENVGATE_SANITIZE)
	target_compile_options(house INTERFACE -fsanitize=${ENVGATE_SANITIZE} -fno-omit-frame-pointer
		-fno-sanitize-recover=all)
	target_link_options(house INTERFACE -fsanitize=${ENVGATE_SANITIZE})
endif()
if(ENVGATE_HARDEN)
	target_compile_options(house INTERFACE -fstack-protector-strong -fPIE
		$<$<CONFIG:Release,RelWithDebInfo>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
	target_link_options(house INTERFACE $<IF:$<BOOL:$<TARGET_PROPERTY:STATIC_PROGRAM>>,-static-pie,-pie> -Wl,-z,relro,-z,now -Wl,--as-needed)
endif()
# GNU ld and lld drop what a program does not use; our rooms are small, so this is only tidiness.

# floor(NAME FILES a.c ... [BELOW room ...] [USES target ...] [EDGE])
#   One static library per room: envgate_NAME. BELOW names rooms on lower floors; an upward call then
#   does not link. USES names outside libraries. EDGE rooms may use what base/banned.h forbids.
function(floor name)
	cmake_parse_arguments(ROOM "EDGE" "" "FILES;BELOW;USES" ${ARGN})
	add_library(envgate_${name} STATIC ${ROOM_FILES})
	target_link_libraries(envgate_${name} PUBLIC house)
	foreach(below IN LISTS ROOM_BELOW)
		target_link_libraries(envgate_${name} PUBLIC envgate_${below})
	endforeach()
	target_link_libraries(envgate_${name} PRIVATE ${ROOM_USES})
	if(NOT ROOM_EDGE)
		target_compile_options(envgate_${name} PRIVATE -include base/banned.h)
	endif()
endfunction()
