# deps.cmake: the outside libraries, each named once. All come from pkg-config.
find_package(PkgConfig REQUIRED)

# For a release that runs on any Linux of the same processor: everything inside the gate, libc too
# (docs/design/packages.md). The prefix is made by packaging/static-libs.
set(ENVGATE_STATIC_PREFIX "" CACHE PATH "Link envgate statically, with libgit2 and cJSON from below this folder")
if(ENVGATE_STATIC_PREFIX)
	set(ENVGATE_LIBGIT2_PREFIX "${ENVGATE_STATIC_PREFIX}" CACHE PATH "" FORCE)
	set(ENV{PKG_CONFIG_PATH} "${ENVGATE_STATIC_PREFIX}/lib/pkgconfig:$ENV{PKG_CONFIG_PATH}")
	set(shared_suffixes ${CMAKE_FIND_LIBRARY_SUFFIXES})
	set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
endif()
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET "yaml-0.1>=0.2.1")
pkg_check_modules(CJSON REQUIRED IMPORTED_TARGET "libcjson>=1.7.10")
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET "libpcre2-8>=10.30")

# libgit2 from ENVGATE_LIBGIT2_PREFIX if given, shared or static (docs/design/libgit2-start.md says why
# one would). A changed prefix asks pkg-config again: its answers are cached.
if(NOT "${ENVGATE_LIBGIT2_PREFIX}" STREQUAL "${ENVGATE_LIBGIT2_PREFIX_SEEN}")
	unset(__pkg_config_checked_LIBGIT2 CACHE)
	unset(pkgcfg_lib_LIBGIT2_git2 CACHE)
	set(ENVGATE_LIBGIT2_PREFIX_SEEN "${ENVGATE_LIBGIT2_PREFIX}" CACHE INTERNAL "")
endif()
if(ENVGATE_LIBGIT2_PREFIX)
	foreach(lib lib64 lib/${CMAKE_LIBRARY_ARCHITECTURE} lib)
		set(ENV{PKG_CONFIG_PATH} "${ENVGATE_LIBGIT2_PREFIX}/${lib}/pkgconfig:$ENV{PKG_CONFIG_PATH}")
	endforeach()
endif()
pkg_check_modules(LIBGIT2 REQUIRED IMPORTED_TARGET "libgit2>=1.5")
if(pkgcfg_lib_LIBGIT2_git2 MATCHES "\\.a$")
	# pkg-config names what a static library itself needs only under --static.
	target_link_libraries(PkgConfig::LIBGIT2 INTERFACE ${LIBGIT2_STATIC_LDFLAGS})
endif()

if(ENVGATE_STATIC_PREFIX)
	set(CMAKE_FIND_LIBRARY_SUFFIXES ${shared_suffixes})
endif()
# Only envgate-comment, and always the system's: it brings the certificates that the machine trusts.
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET "libcurl>=7.76")

# toml++, for the manifests of pixi.lock: header-only C++, taken as C++20 (src/read/toml_runtime.cpp), and
# left out where it is not. The C++ compiler has to be the C compiler's sister, since sanitizers and linker
# flags are one for both.
if(NOT CMAKE_CXX_COMPILER AND CMAKE_C_COMPILER_ID MATCHES "Clang")
	string(REGEX REPLACE "clang([-0-9]*)$" "clang++\\1" sister "${CMAKE_C_COMPILER}")
	if(EXISTS "${sister}")
		set(CMAKE_CXX_COMPILER "${sister}" CACHE FILEPATH "The C++ compiler")
	endif()
endif()
include(CheckLanguage)
if(NOT DEFINED ENVGATE_TOML OR ENVGATE_TOML)
	check_language(CXX)
	if(CMAKE_CXX_COMPILER)
		enable_language(CXX)
		include(CheckIncludeFileCXX)
		check_include_file_cxx("toml++/toml.h" ENVGATE_HAVE_TOML -std=c++20)
	endif()
endif()
if(ENVGATE_HAVE_TOML AND CMAKE_CXX_COMPILER_ID STREQUAL CMAKE_C_COMPILER_ID)
	set(found_toml ON)
else()
	set(found_toml OFF)
endif()
option(ENVGATE_TOML "Read pixi.toml and [tool.pixi] with toml++ (C++20)" ${found_toml})

if(BUILD_TESTING)
	pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET "cmocka>=1.1.5")
endif()
