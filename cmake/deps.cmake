# deps.cmake: the outside libraries, each named once. All come from pkg-config.
find_package(PkgConfig REQUIRED)
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

if(BUILD_TESTING)
	pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET "cmocka>=1.1.5")
endif()
